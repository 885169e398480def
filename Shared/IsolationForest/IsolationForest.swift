// IsolationForest

extension ConditionProgram {
    /// Goes from step to step until the condition holds or fails.
    ///
    /// The caller has checked that the facts have every slot; the stack has room for `stackDepth` numbers, which is what
    /// the compiler counted.
    func run(_ facts: borrowing Facts, stack: UnsafeMutableBufferPointer<Double>) -> Bool {
        facts.numbers.withUnsafeBufferPointer { numbers in
            facts.textNumbers.withUnsafeBufferPointer { textNumbers in
                steps.withUnsafeBufferPointer { steps in
                    var at = entry
                    // How many numbers are on the stack.
                    var count = 0
                    while at >= 0 {
                        let step = steps[Int(at)]
                        let succeeds: Bool
                        switch step.operation {
                        case .inRange(let slot, let lowest, let highest):
                            let value = numbers[Int(slot)]
                            succeeds = value >= lowest && value <= highest
                        case .outsideRange(let slot, let lowest, let highest):
                            let value = numbers[Int(slot)]
                            succeeds = value < lowest || value > highest
                        case .among(let slot, let list): succeeds = lists[Int(list)].hasSorted(numbers[Int(slot)])
                        case .notAmong(let slot, let list):
                            let value = numbers[Int(slot)]
                            succeeds = !value.isNaN && !lists[Int(list)].hasSorted(value)
                        case .missing(let slot): succeeds = numbers[Int(slot)].isNaN
                        case .present(let slot): succeeds = !numbers[Int(slot)].isNaN

                        case .isText(let slot, let number): succeeds = textNumbers[Int(slot)] == number
                        case .isOtherText(let slot, let number):
                            let text = textNumbers[Int(slot)]
                            succeeds = text != number && text != Facts.missingText
                        case .amongTexts(let slot, let list):
                            succeeds = textLists[Int(list)].hasSorted(textNumbers[Int(slot)])
                        case .notAmongTexts(let slot, let list):
                            let text = textNumbers[Int(slot)]
                            succeeds = text != Facts.missingText && !textLists[Int(list)].hasSorted(text)
                        case .textMissing(let slot): succeeds = textNumbers[Int(slot)] == Facts.missingText
                        case .textPresent(let slot): succeeds = textNumbers[Int(slot)] != Facts.missingText
                        case .like(let slot, let pattern):
                            let text = facts.texts[Int(slot)]
                            succeeds = !text.isEmpty && patterns[Int(pattern)].matches(text)
                        case .notLike(let slot, let pattern):
                            let text = facts.texts[Int(slot)]
                            succeeds = !text.isEmpty && !patterns[Int(pattern)].matches(text)
                        case .sameTexts(let slot, let other):
                            let text = facts.texts[Int(slot)]
                            succeeds = !text.isEmpty && text == facts.texts[Int(other)]
                        case .differentTexts(let slot, let other):
                            let text = facts.texts[Int(slot)]
                            let second = facts.texts[Int(other)]
                            succeeds = !text.isEmpty && !second.isEmpty && text != second

                        case .push(let slot):
                            stack[count] = numbers[Int(slot)]
                            count += 1
                            succeeds = true
                        case .pushConstant(let value):
                            stack[count] = value
                            count += 1
                            succeeds = true
                        case .negate:
                            stack[count - 1] = -stack[count - 1]
                            succeeds = true
                        case .arithmetic(let operation):
                            count -= 1
                            stack[count - 1] = operation(stack[count - 1], stack[count])
                            succeeds = true
                        case .function(let function):
                            stack[count - 1] = function(stack[count - 1])
                            succeeds = true
                        case .functionOfTwo(let function):
                            count -= 1
                            stack[count - 1] = function(stack[count - 1], stack[count])
                            succeeds = true

                        case .topInRange(let lowest, let highest):
                            count -= 1
                            succeeds = stack[count] >= lowest && stack[count] <= highest
                        case .topOutsideRange(let lowest, let highest):
                            count -= 1
                            succeeds = stack[count] < lowest || stack[count] > highest
                        case .topAmong(let list):
                            count -= 1
                            succeeds = lists[Int(list)].hasSorted(stack[count])
                        case .topNotAmong(let list):
                            count -= 1
                            succeeds = !stack[count].isNaN && !lists[Int(list)].hasSorted(stack[count])
                        case .topMissing:
                            count -= 1
                            succeeds = stack[count].isNaN
                        case .topPresent:
                            count -= 1
                            succeeds = !stack[count].isNaN
                        case .compare(let comparison):
                            count -= 2
                            succeeds = comparison.holds(stack[count], stack[count + 1])
                        }
                        at = succeeds ? step.whenTrue : step.whenFalse
                    }
                    return at == ConditionStep.holds
                }
            }
        }
    }
}

extension Array where Element: Comparable {
    /// Whether an array in ascending order has an element; false for NaN.
    fileprivate func hasSorted(_ wanted: Element) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == wanted
    }
}

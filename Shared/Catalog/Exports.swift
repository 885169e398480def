// Whoever asks catalogues gets and gives their rows as messages.
@_exported public import TableMessages

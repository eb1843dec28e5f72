"""English text in, what it says of objects out: tokens, sentences, object words, noun phrases.

Everything that depends on the language stands here; its word lists in `english`. No models, no
statistics: closed word classes, a lexicon of object words and small rules.
"""

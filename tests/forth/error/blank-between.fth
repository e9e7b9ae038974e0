\ The blank between two words is missing.
\ exit: 1
\ error:
\ | hint: is a blank missing: 'dup *'?
3 dup*

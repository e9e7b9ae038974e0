\ A number with a point inside is no number; the error says how to write one.
\ exit: 1
\ error:
\ | point-inside.fth:6:1: error: Undefined word: 1.5
\ | hint: 1.5e is a floating-point number; a double-cell integer has its point at the end
1.5

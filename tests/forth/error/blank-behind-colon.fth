\ The blank behind : is missing.
\ exit: 1
\ error:
\ | hint: is a blank missing behind ':'?
:sq dup * ;

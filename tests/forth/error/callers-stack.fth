\ The stack of a report is what a word of the system was given, not what it has made of that.
\ exit: 1
\ error:
\ | Division by zero
\ | stack: <3> 7 5 0
7 5 0 /mod

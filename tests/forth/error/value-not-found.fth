\ A misspelt local and value: the report is about the name in the definition.
\ exit: 1
\ error:
\ | value-not-found.fth:9:
\ | (THROW -13)
\ | widht
\ | width
5 value width
: area  ( h -- n )  widht * ;

\ INCLUDED of a folder says that it is one.
\ exit: 1
\ error:
\ | /tmp is a folder
s" /tmp" included

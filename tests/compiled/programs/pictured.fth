\ Pictured numbers: nested, of any text, and longer than there is room.
: fill-up 600 0 do 65 hold loop ;
: inside <# 12. #s 2drop <<# 345. #s #> type #>> 0. #> type ;
: main 12. <<# #s #> type #>> cr inside cr <# ['] fill-up catch . <# s" abc" holds -1 sign 0. #> type
  <# pad 513 ['] holds catch . 2drop #>> #>> <# fill-up ;

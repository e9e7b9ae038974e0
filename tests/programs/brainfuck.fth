\ Compiles brainfuck to words: runs of + - < > become one operation, a loop becomes BEGIN WHILE REPEAT.
\ output:
\ | Hello World!
\ | this text is data
\ | -1 -1 0

variable cursor   create tape 300 allot
: tape-reset  tape 300 erase tape cursor ! ;

: (add)   ( n -- ) cursor @ dup c@ rot + swap c! ;
: (move)  ( n -- ) cursor +! ;
: (out)   cursor @ c@ emit ;
: (in)    source >in @ /string if c@ 1 >in +! else drop 0 then cursor @ c! ;
: (live?) ( -- flag ) cursor @ c@ ;

\ What waits to be compiled.
variable pending   variable pending-kind
: settle
  pending @ ?dup if
    postpone literal
    pending-kind @ case 'a' of postpone (add) endof 'm' of postpone (move) endof endcase
  then pending off ;
: more  ( n kind -- ) dup pending-kind @ <> if settle pending-kind ! else drop then pending +! ;

: bf-char  ( char -- )
  case
    '+' of 1 'a' more endof
    '-' of -1 'a' more endof
    '>' of 1 'm' more endof
    '<' of -1 'm' more endof
    '.' of settle postpone (out) endof
    ',' of settle postpone (in) endof
    '[' of settle postpone begin postpone (live?) postpone while endof
    ']' of settle postpone repeat endof
  endcase ;

\ Takes text up to a line that is a point alone.
: bf{  ( "ccc" -- xt )
  pending off :noname
  begin
    refill 0= abort" no end"
    source s" }bf" compare
  while
    source bounds ?do i c@ bf-char loop
  repeat
  settle postpone ; refill drop ;

bf{
++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]
>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.
}bf
constant hello
tape-reset hello execute

: bf:  ( "name" -- ) bf{ >r : r> compile, postpone ; ;
bf{
>++++++++++>>>+>+[>>>+[-[<<<<<[+<<<<<]>>[[-]>[<<+>+>-]<[>+<-]<[>+<-[>+<-[>
+<-[>+<-[>+<-[>+<-[>+<-[>+<-[>+<-[>[-]>>>>+>+<<<<<<-[>+<-]]]]]]]]]]]>[<+>-
]+>>>>>]<<<<<[<<<<<]>>>>>>>[>>>>>]++[-<<<<<]>>>>>>-]+>>>>>]<[>++<-]<<<<[<[
>+<-]<<<<]>>[->[-]++++++[<++++++++>-]>>>>]<<<<<[<[>+>+<<-]>.<<<<<]>.>>>>]
}bf
drop

\ Reads its own source's next characters.
bf{
,[.,]
}bf
constant cat
tape-reset cat execute this text is data
cr ' hello >body 0<> . hello cat <> . depth . cr

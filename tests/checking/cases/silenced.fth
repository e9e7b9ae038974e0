\ Comments that silence reports.
: a ( n -- n n ) 1+ ;   \ check-ignore stack-comment
\ check-ignore stack-comment: it is a test
: b ( n -- n n ) 1+ ;
: c ( n -- n n ) 1+ ;   \ check-ignore
: d ( n -- n n ) 1+ ;   \ check-ignore unused-local
: e ( n -- n n ) 1+ ;   \ check-ignore stack-coment
\ check-ignore-file unreachable-code
: f ( -- ) exit 1 ;
: g ( n -- n n ) ( check-ignore stack-comment ) 1+ ;
: h ( -- ) ;   \ check-ignore
\ reports
\ 6:5 error stack-comment: ( n -- n n ) is not what d does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 6:25 warning unused-ignore: there is nothing here that this silences
\ 7:5 error stack-comment: ( n -- n n ) is not what e does: it takes 1 cell and leaves 1 cell: ( x -- x )
\ 7:25 warning unused-ignore: there is no rule stack-coment

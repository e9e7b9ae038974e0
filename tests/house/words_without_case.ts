/** Words that have no case yet. This list may only shrink. */
export const wordsWithoutCase: readonly string[] = `
query t{ -> }t } error error1 error-xt #errors testing verbose empty-stack empty-fstack set-exact set-near
exact? rel-near abs-near fexactly= fabs= frel= fnearly= fconf= has-floating has-floating-stack actual-depth
start-depth xcursor actual-results actual-fdepth start-fdepth fcursor actual-fresults xtester ftester ...}t
x}t r}t xx}t rx}t xr}t rr}t xxx}t rxx}t xrx}t rrx}t xxr}t rxr}t xrr}t rrr}t xxxx}t rxxx}t xrxx}t rrxx}t
xxrx}t rxrx}t xrrx}t rrrx}t xxxr}t rxxr}t xrxr}t rrxr}t xxrr}t rxrr}t xrrr}t rrrr}t [do] [?do] [+do] [loop]
[+loop] [i] [leave] [for] [next] [begin] [while] [until] [again] [repeat] test: ;test before-each after-each
skip" todo" expect-true expect= expect-text expect-throw expect-output expect-golden bench: ;bench
`
  .trim()
  .split(/\s+/);

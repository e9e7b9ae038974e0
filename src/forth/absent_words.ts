/** Words of gforth 0.7.9 that are left out on purpose: what a program that names one is told to do instead. */

interface AbsentWords {
  /** Separated by blanks; a name that ends with … stands for all that begin so. */
  readonly names: string;
  readonly instead: string;
}

export const absentWords: readonly AbsentWords[] = [
  {
    names:
      "c-library end-c-library c-function c-weak-function c-value c-variable c-funptr c-callback c-callback-thread " +
      "c-library-name c-library-incomplete c++-library c++-library-name add-lib add-cflags add-ldflags add-incdir add-libpath " +
      "add-framework clear-libs free-libs open-lib open-lib2 close-lib close-lib2 lib-sym lib-sym2 lib-error call-c call-c# " +
      "call-c@ \\c extern-g libffi… libtool… callback# wcall ffcall-present",
    instead: "C is not called; SH-GET and OPEN-PIPE run commands, and files, sockets and time have words",
  },
  {
    names: 'dbg break: break" debug-out +ltrace -ltrace do-debug nest unnest',
    instead:
      "nothing steps through words; ~~ shows stack and place, SEE a definition, and an error has a backtrace",
  },
  {
    names:
      "end-code abi-code ;abi-code end-abi-code disasm disasm2 discode disline disassembler also-assembler " +
      "init-asm flush-icache macros-wordlist see-code-range",
    instead: "there is no assembler; colon definitions become machine code, and SEE-CODE shows it",
  },
  {
    names:
      "task new-task newtask newtask4 task-init activate initiate pause stop stop-ns stop-dns wake kill-task halt " +
      "execute-task main-task next-task prev-task save-task send-event <event event> event: event-block event-loop ?events " +
      "event? semaphore sema lock unlock critical-section cond mutex cond-wait cond-signal thread-deadline pthread… " +
      "cilk-init cilk-sync cilk-bye spawn spawn1 spawn2 barrier atomic… ?!@ uallot user' up@ up! auser s's",
    instead: "there is one task; OPEN-PIPE runs a process beside this one",
  },
  {
    names: "savesystem dump-fi dump-image prepare-for-dump 'image 'cold cold boot restart os-boot",
    instead: "images are not saved; a program starts from its source within some milliseconds",
  },
  {
    names:
      "view help-section help-word browse wheres whereg ww nw bw gg lb l b g n ll nt bt nb bb " +
      "short-where short~~ expand-where fancy-after-l set-located-view emacs-l:c kate-l:c vi-l:c annotate-cov",
    instead: "LOCATE shows the source of a word, WHERE its uses, EDIT opens it, HELP tells about it",
  },
  {
    names:
      "nocov[ ]nocov ?cov+ cov+ cov% .coverage .cover-file .cover-raw load-cov save-cov color-cover bw-cover coverage? hash-cover",
    instead: "coverage is left out; `fastforth test` runs tests",
  },
  {
    names: "zvalue zvarue zconstant zvalue: zlocal z: z^ za:",
    instead: "ZVARIABLE holds a complex number, and two f: locals do",
  },
  {
    names:
      "set-optimizer opt: opt-compile, set-compsem set-to set-execute set-does> set->int set->comp set-name>link " +
      "set-name>string defer, value, variable, constant, 2constant, dovar: docon: docol: dodefer: dodoes: dofield: douser: " +
      "dovalue: code-address! >code-address does-code! >does-code does-code any-code! definer! >definer threaded>xt " +
      "@threaded>xt native@ threading-method lit lit@ lit+ lit-execute branch ?branch ;s (do) (?do) (loop) (+loop) (for) (next) " +
      "execute-;s execute-exit call useraddr does-xt does-exec compile-prims peephole-compile, prim? >cfa cfa, cfaligned >body@ " +
      "code-address name>link name>comp link>name >link hm… >hm… header header, header-name, header-extra noname-header " +
      "nextname-header named>… noname>… create-from noname-from opt-… general-compile, noopt-compile, fold… threaded",
    instead: "code and headers are not in the data space; CREATE, DOES>, POSTPONE and quotations make words",
  },
  {
    names:
      "orig? dest? dead-orig live-orig do-dest scopestart cs-item? cs-push-part cs-push-orig cs-item-size non-orig? " +
      "locals-list adjust-locals-size adjust-locals-list back> common-list sub-list? list-size set-locals-size-list lp@ lp! lp+!# " +
      ">l l> f>l fl> f@local# @local# @local0 laddr# compile-@local compile-lp+! locals-types",
    instead: "locals do not lie on a stack of their own; locals and CS-PICK, CS-ROLL, CS-DROP do the rest",
  },
  {
    names:
      "new-section next-section previous-section extra-section section-execute .sections section-desc sections-execute #extra-sections",
    instead: "there is one dictionary; ALLOCATE gives memory apart from it, --memory makes it larger",
  },
  {
    names:
      "error-color warning-color info-color success-color input-color status-color compile-color default-color theme… " +
      "theme-color! theme-color@ light-mode dark-mode uncolored-mode auto-color magenta-input attr attr? " +
      "+status -status .status .unstatus",
    instead: "`red >fg attr!` colours a program's own output",
  },
  {
    names:
      "edit-line edit-linew edit-key edit-update ctrlkeys altkeys ekeys bindkey ebindkey altbindkey ctrl-i history history-file get-history everyline everychar",
    instead: "the line editor is not to be programmed; ACCEPT reads a line, EKEY a key",
  },
  {
    names:
      'locale locale! locale@ locale: define-locale insert-locale l" ll" lsids .lsids locale-csv locale-csv-out .locale-csv new-lsid get-locale set-locale native-locale',
    instead: "texts are not translated; $[] words hold tables of strings",
  },
  {
    names:
      "umethod uvar uclass class-o >o o> o current-o ^ mem' with-o mini-oof2 protocol: :method selector interface implementation",
    instead: "`require mini-oof.fs`, `require oof.fs` and `require objects.fs` are for objects",
  },
  {
    names:
      "recognizer get-recognizers set-recognizers get-recs set-recs forth-recognizer set-forth-recognizer rectype: rectype> rectype>int " +
      "rectype>comp rectype>post rectype-nt rectype-num rectype-dnum rectype-float rectype-null r:fail r:num translate-method: " +
      "stack: stack set-rec-forth do-recognizer map-recognizer recognize rec-nt rec-num r-word r-num .recs recs",
    instead:
      "the page of words tells of recognizers: REC-FORTH, REC-SEQUENCE:, TRANSLATE:, as the committee's text has them",
  },
  {
    names:
      "new-tib push-file pop-file terminal-input evaluate-input file-input create-input current-input old-input loadfile loadline loadfilename# input-lexeme lastfile",
    instead: "sources are not data; EVALUATE, INCLUDED, EXECUTE-PARSING and SAVE-INPUT work on them",
  },
  {
    names:
      "fork() fork+exec exec execvp waitpid kill signal ioctl fcntl getcwd open read write close errno strerror strsignal isatty mkstemp symlink readlink",
    instead: "the C library has no words; SYSTEM and OPEN-PIPE run commands, the file words do the rest",
  },
  {
    names: "use-editor editor kernel-editor emacs vim screened blocked",
    instead: "there is no editor; blocks are files of 1024-byte pieces, see USE",
  },
];

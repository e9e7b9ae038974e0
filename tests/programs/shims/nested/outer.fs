\ Files of this folder are found from here.
require ./inner.fs
require ../counter.fs
include inner.fs

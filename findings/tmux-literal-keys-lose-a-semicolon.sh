#!/bin/sh
# `tmux send-keys -l TEXT` types everything of TEXT but a semicolon at its end.
#
# tmux 3.3a (Debian's package).
#
# What one would guess: -l is for literal: each character of the argument arrives in the window.
#
# What happens: before the command sees its arguments, tmux takes a semicolon at the end of any of them for the end of a
# command, quoted or not, and removes it. In the middle it stays. Whoever types programs into a window so gets each line
# of C, Perl or Forth without its last sign, and no error. `\;` or `-H 3b` sends it.
#
# Source: tmux(1), "Parsing syntax": a semicolon must be escaped also where it ends an argument.
#
# Output seen: "a;b" arrives as "a;b", ": f 1 ;" as ": f 1 "
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download tmux libutempter0 libevent-core-2.1-7 >/dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" .; done
tmux() { LD_LIBRARY_PATH="$(echo "$folder"/usr/lib/*-linux-gnu)" usr/bin/tmux -S "$folder/socket" -f /dev/null "$@"; }
tmux -V
tmux new-session -d -s typed "cat > $folder/typed"
sleep 1
for text in 'a;b' ': f 1 ;'; do
  tmux send-keys -t typed -l "$text"
  tmux send-keys -t typed Enter
done
tmux send-keys -t typed C-d
sleep 1
cat typed
[ "$(cat typed)" = "$(printf 'a;b\n: f 1 ')" ] || { echo "changed"; exit 1; }

#!/bin/sh
# Makes the program that ./gadus runs: target/gadus-HASH with the jars and the JDK's AOT cache, and the file
# target/current that names it. Maven calls it in phase package, with the jars in target/jars, the sources of picocli in
# target/picocli and, as argument, the time at which the build started.
#
# Nothing that may be running is touched: another set of jars gets another folder, and the one before stays.
set -eu
build_start=$1

cd -- "$(dirname -- "$0")"
root=$(CDPATH='' cd .. && pwd -P)
. "$root/scripts/jdk25.sh"
find_jdk25 || { say_no_jdk25 ./build; exit 1; }

hash_of() {
  if command -v sha256sum >/dev/null; then cat "$@" | sha256sum; else cat "$@" | shasum -a 256; fi | cut -c 1-16
}

# The classes of picocli's published jar are of Java 5 and are left out of any AOT cache. Compiled anew they are not,
# which saves a fifth of the start-up time of a short command.
recompile_picocli() {
  jar=$1
  work=target/picocli
  mkdir "$work/classes" "$work/published"
  "$JDK25/bin/javac" -d "$work/classes" --release 25 -nowarn -Xlint:none -proc:none -XDstringConcat=inline \
    "$work"/picocli/*.java
  "$JDK25/bin/jar" --extract --file "$jar" --dir "$work/published"
  cp "$work/published/META-INF/versions/9/module-info.class" "$work/classes"
  "$JDK25/bin/jar" --create --file "$jar" --date 2026-01-01T00:00:00Z \
    --manifest "$work/published/META-INF/MANIFEST.MF" -C "$work/classes" .
}

# make_worker_cache CACHE: the same for the processes that run programs, which a small program starts.
make_worker_cache() {
  [ ! -f "$1" ] || return 0
  if GADUS_NO_BUILD=1 GADUS_MAIN=dev.gadus.engine.wasm/dev.gadus.engine.wasm.Rehearsal \
    "$root/gadus" "$1.new" "$root/examples/bird-strikes/strikes.wasm" >target/worker-cache.log 2>&1 </dev/null; then
    mv "$1.new" "$1"
  else
    echo "No AOT cache was made for programs, which will start more slowly; see $PWD/target/worker-cache.log" >&2
  fi
  rm -f "$1.new"
}

# make_cache CACHE ARGUMENT...: runs ./gadus with the arguments while the JDK records what is loaded.
make_cache() {
  cache=$1
  shift
  [ ! -f "$cache" ] || return 0
  home=$(mktemp -d)
  if HOME=$home BACALHAU_DIR=$home/.bacalhau GADUS_NO_BUILD=1 GADUS_JAVA_OPTS="-XX:AOTCacheOutput=$cache.new" \
    "$root/gadus" "$@" >target/cache.log 2>&1 </dev/null; then
    mv "$cache.new" "$cache"
  else
    echo "No AOT cache was made, so that ./gadus will start more slowly; see $PWD/target/cache.log" >&2
  fi
  rm -rf "$home" "$cache.new"
}

hash=$(hash_of target/jars/*.jar assemble.sh)
name=gadus-$hash
before=''
[ -r target/current ] && read -r before _ <target/current

if [ ! -d "target/$name" ]; then
  rm -rf target/new
  mkdir -p target/new/lib
  recompile_picocli target/jars/picocli-*.jar
  mv target/jars/*.jar target/new/lib
  mkdir target/new/bolt
  for jar in target/new/lib/gadus-bolt-*.jar target/new/lib/picocli-*.jar target/new/lib/jline-*.jar; do
    cp -p "$jar" target/new/bolt
  done
  mv target/new "target/$name"
fi
rm -rf target/jars target/picocli

echo "$name $JDK25_BUILD" >target/current.new
touch -d "$build_start" target/current.new
mv target/current.new target/current

make_worker_cache "target/$name/$JDK25_BUILD-worker.aot"
# A command that uses most of the program, and all commands about databases.
make_cache "target/$name/$JDK25_BUILD.aot" job run --local "$root/examples/bird-strikes/job.yaml"
GADUS_MAIN=dev.gadus.bolt.cli/dev.gadus.bolt.cli.Rehearsal make_cache "target/$name/$JDK25_BUILD-bolt.aot" bolt

for old in target/gadus-*; do
  case ${old#target/} in
    "$name" | "$before") ;;
    *) rm -rf "$old" ;;
  esac
done

# shellcheck shell=sh disable=SC2034
#
# Sourced by ./build and ./gadus, by any POSIX shell.
#
# find_jdk25 looks for a JDK 25 and sets JDK25 to its folder and JDK25_BUILD to its exact build, such as
# 25.0.3+9-LTS. It returns 1 and leaves both empty when there is none. A JDK says its version in its file
# "release", so that nothing has to be started to ask: the search costs a few milliseconds at most.

# use_if_jdk25 FOLDER: takes the JDK in FOLDER when it is a version 25 with a compiler.
use_if_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  jdk_version='' jdk_build=''
  while IFS='=' read -r jdk_key jdk_value || [ -n "$jdk_key" ]; do
    jdk_value=${jdk_value#\"}
    case $jdk_key in
      JAVA_VERSION) jdk_version=${jdk_value%\"*} ;;
      JAVA_RUNTIME_VERSION) jdk_build=${jdk_value%\"*} ;;
    esac
  done <"$1/release"
  case $jdk_version in
    25 | 25.* | 25-*) ;;
    *) return 1 ;;
  esac
  JDK25=$1
  JDK25_BUILD=${jdk_build:-$jdk_version}
}

# use_java_on_path: takes the JDK that the java on the PATH belongs to, whatever links lead there.
use_java_on_path() {
  jdk_java=$(command -v java) || return 1
  jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) || return 1
  use_if_jdk25 "${jdk_java%/bin/java}"
}

find_jdk25() {
  JDK25='' JDK25_BUILD=''
  [ -n "${JAVA_HOME:-}" ] && use_if_jdk25 "${JAVA_HOME%/}" && return 0
  use_java_on_path && return 0
  # The folders in which Linux distributions, macOS, Homebrew, SDKMAN, asdf, mise, jabba, IntelliJ and Gradle
  # keep JDKs. A pattern that matches nothing stays as it is, and is then no folder.
  for jdk_folder in \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/jdk* \
    /opt/java/* /opt/jdk* /opt/*jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
    "${HOME:-/nowhere}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${SDKMAN_DIR:-${HOME:-/nowhere}/.sdkman}"/candidates/java/* \
    "${ASDF_DATA_DIR:-${HOME:-/nowhere}/.asdf}"/installs/java/* \
    "${HOME:-/nowhere}"/.local/share/mise/installs/java/* \
    "${HOME:-/nowhere}"/.jabba/jdk/* \
    "${HOME:-/nowhere}"/.jdks/* \
    "${HOME:-/nowhere}"/.gradle/jdks/*; do
    use_if_jdk25 "$jdk_folder" && return 0
  done
  return 1
}

# say_no_jdk25 COMMAND: tells a person on stderr what is missing and how to get it.
say_no_jdk25() {
  cat >&2 <<MESSAGE
$1: Gadus needs a JDK 25 and found none in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH or in the usual folders.
Install one, for example:
  Debian 13, Ubuntu 25.10, newer   apt-get install openjdk-25-jdk
  Debian 12, Ubuntu 24.04, older   apt-get install temurin-25-jdk, once their repository is added as in
                                   https://adoptium.net/installation/linux
  Fedora                           dnf install java-25-openjdk-devel
  macOS                            brew install openjdk@25
  any of them                      sdk install java 25-tem, with SDKMAN: https://sdkman.io
If there is one elsewhere, name its folder: JAVA_HOME=/path/to/jdk-25 $1
MESSAGE
}

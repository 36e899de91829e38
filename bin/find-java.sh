# shellcheck shell=sh
# To be sourced. Says where a Java 25 or newer is: JAVA_HOME's, the default one, or one that is
# installed beside that.
find_java() {
  default=$(readlink -f "$(command -v java || true)" || true)
  for candidate in "${JAVA_HOME:-}/bin/java" "$default" "${default%/bin/java}"/../*/bin/java; do
    [ -x "$candidate" ] || continue
    version=$("$candidate" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 25 ]; then
      echo "$candidate"
      return
    fi
  done
  echo "agentim: needs a Java 25 or newer; set JAVA_HOME to one" >&2
  exit 1
}

#!/bin/sh
# The completion in real shells, which are asked what Tab offers: completion_test.sh
# MOONTIDE_BIN names the program. Shells that are not installed are left out; exit status 77: all.
set -u

program=${MOONTIDE_BIN:?the moontide program}
here=$(mktemp -d) || exit 1
trap 'rm -rf "$here"' EXIT
mkdir "$here/bin" "$here/tree" "$here/tree/folder" || exit 1
ln -s "$(cd "$(dirname "$program")" && pwd)/$(basename "$program")" "$here/bin/moontide"
: >"$here/tree/fleet.lua"
printf '[default]\nregion = eu-west-1\n[profile stage]\n[profile prod]\n' >"$here/config"

export HOME="$here" XDG_CONFIG_HOME="$here" XDG_DATA_HOME="$here" XDG_CACHE_HOME="$here"
export AWS_CONFIG_FILE="$here/config" AWS_SHARED_CREDENTIALS_FILE=/dev/null TERM=dumb
export PATH="$here/bin:$PATH"
unset MOONTIDE_LINE BASH_ENV ENV
cd "$here/tree" || exit 1

passed=0
failed=0
skipped=0

in_bash() {
    # shellcheck disable=SC2016 # the shell below expands it
    MOONTIDE_LINE=$1 bash --norc -c '
        source <(moontide completion bash)
        COMP_LINE=$MOONTIDE_LINE COMP_POINT=${#MOONTIDE_LINE} COMP_KEY=9 COMP_TYPE=9
        eval "$(complete -p moontide | sed "s/^complete -F \([^ ]*\) .*/\1/")"
        printf "%s\n" "${COMPREPLY[@]}"'
}

in_fish() {
    # shellcheck disable=SC2016
    MOONTIDE_LINE=$1 fish --no-config -c '
        moontide completion fish | source
        complete -C "$MOONTIDE_LINE"' | cut -f 1
}

# An interactive shell at a terminal of its own: the line and a Tab are typed, what it becomes is
# read back between two marks.
in_zsh() {
    # shellcheck disable=SC2016
    MOONTIDE_LINE=$1 zsh -f -c '
        zmodload zsh/zpty
        zpty shell "PS1= PS2= zsh -f -i"
        zpty -w shell "stty -echo; autoload -U compinit; compinit -C -d \$HOME/dump"
        zpty -w shell "source <(moontide completion zsh); zstyle :completion:\* list-prompt \"\""
        zpty -w shell "shown() { print -r -- \"<\$BUFFER>\"; BUFFER=; zle accept-line }; zle -N shown"
        zpty -w shell "bindkey \"^X\" shown; LISTMAX=0; unsetopt beep; print -r READY-\$((1+1))"
        zpty -r -m shell text "*READY-2*"
        zpty -w -n shell "$MOONTIDE_LINE"$'"'"'\t'"'"'
        zpty -w -n shell $'"'"'\x18'"'"'
        zpty -r -m shell text "*<*>*"
        zpty -d shell
        print -r -- "$text"' | tr -d '\r' | sed -n 's/.*<\(.*\)>.*/\1/p' | sed 's/ *$//'
}

# check SHELL LINE EXPECTED: among what the shell offers for the line is a line EXPECTED.
check() {
    offered=$("in_$1" "$2" 2>&1)
    if printf '%s\n' "$offered" | grep -Fxq -- "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: "%s" does not offer "%s" but:\n%s\n' "$1" "$2" "$3" "$offered"
    fi
}

# never SHELL LINE TEXT: no offer has the text.
never() {
    offered=$("in_$1" "$2" 2>&1)
    case $offered in
    *"$3"*)
        failed=$((failed + 1))
        printf '%s: "%s" offers "%s":\n%s\n' "$1" "$2" "$3" "$offered"
        ;;
    *) passed=$((passed + 1)) ;;
    esac
}

has() {
    command -v "$1" >/dev/null 2>&1 && return 0
    echo "skipped: $1 is not installed"
    skipped=$((skipped + 1))
    return 1
}

if has bash; then
    check bash 'moontide ' plan
    check bash 'moontide va' validate
    check bash 'moontide run fl' fleet.lua
    check bash 'moontide run --prof' --profile
    check bash 'moontide run --profile s' stage
    check bash 'moontide run --profile=p' prod
    check bash 'moontide types f' folder
    check bash 'moontide api describe-scalable-t' describe-scalable-targets
    check bash 'moontide api sagemaker list-endpoint-' list-endpoint-configs
    check bash 'moontide api put-scaling-policy --policy-t' --policy-type
    check bash 'moontide api put-scaling-policy --policy-type T' TargetTrackingScaling
    # The colon ends a word for bash: what is before it is there already.
    check bash 'moontide api describe-scalable-targets --scalable-dimension sagemaker:variant:DesiredI' \
        DesiredInstanceCount
    never bash 'moontide run --nonsense' --
fi
if has fish; then
    check fish 'moontide va' validate
    check fish 'moontide run fl' fleet.lua
    check fish 'moontide run --profile s' stage
    check fish 'moontide api describe-scalable-t' describe-scalable-targets
    check fish 'moontide api put-scaling-policy --policy-type T' TargetTrackingScaling
    check fish 'moontide api describe-scalable-targets --output=t' --output=table
    never fish 'moontide api put-scaling-policy --policy-type X' Tracking
fi
if has zsh; then
    check zsh 'moontide va' 'moontide validate'
    check zsh 'moontide run fl' 'moontide run fleet.lua'
    check zsh 'moontide run --profile s' 'moontide run --profile stage'
    check zsh 'moontide api describe-scalable-t' 'moontide api describe-scalable-targets'
    check zsh 'moontide api put-scaling-policy --policy-type T' \
        'moontide api put-scaling-policy --policy-type TargetTrackingScaling'
    check zsh 'moontide api describe-scalable-targets --scalable-dimension sagemaker:variant:DesiredI' \
        'moontide api describe-scalable-targets --scalable-dimension sagemaker:variant:DesiredInstanceCount'
fi

[ $skipped -lt 3 ] || exit 77
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

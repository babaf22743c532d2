# Completion of gatepost in bash 4.4 or later, answered by the program at each TAB.
_gatepost() {
    local line place=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $place ]]; then
            place=$line
        else
            COMPREPLY+=("$line")
        fi
    done < <(command gatepost complete-line bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" "$COMP_TYPE" 2> /dev/null)
    case $place in
        files) compopt -o default 2> /dev/null ;;
        folders) compopt -o dirnames 2> /dev/null ;;
    esac
}
complete -o nosort -F _gatepost gatepost

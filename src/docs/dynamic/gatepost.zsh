#compdef gatepost
# Completion of gatepost in zsh, answered by the program at each TAB.
_gatepost() {
    local -a answer
    answer=("${(@f)$(command gatepost complete-line zsh "${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" 2> /dev/null)}")
    local place=$answer[1]
    shift answer
    case $place in
        files) _files ;;
        folders) _files -/ ;;
        words) (( $#answer )) && _describe -V 'gatepost' answer ;;
    esac
}
if [[ $funcstack[1] == _gatepost ]]; then
    _gatepost "$@"
else
    compdef _gatepost gatepost
fi

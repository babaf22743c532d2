# Completion of gatepost in fish 3.1 or later, answered by the program at each TAB.
function __gatepost_complete
    set -l answer (command gatepost complete-line fish (commandline -cp | string collect) 2> /dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
        case words
            printf '%s\n' $answer[2..-1]
    end
end
complete --command gatepost --no-files --keep-order --arguments '(__gatepost_complete)'

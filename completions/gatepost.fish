# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_gatepost_global_optspecs
    string join \n db= w/workspace= o/format= columns= field= q/quiet y/yes no-input dry-run config= key-file= actor= color= v/verbose h/help V/version
end

function __fish_gatepost_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_gatepost_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_gatepost_using_subcommand
    set -l cmd (__fish_gatepost_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c gatepost -n "__fish_gatepost_needs_command" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_needs_command" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_needs_command" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_needs_command" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_needs_command" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_needs_command" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_needs_command" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_needs_command" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_needs_command" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_needs_command" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_needs_command" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_needs_command" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_needs_command" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_needs_command" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_needs_command" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_needs_command" -s V -l version -d 'Print version'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "tokens" -d 'Issue, look up, limit, rotate, revoke and verify API tokens'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "consent" -d 'What people agreed to, in which words, and when that ended'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "webhooks" -d 'Endpoints, events and their deliveries; signing, checking and receiving'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "workspaces" -d 'The tenants that records belong to'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "audit" -d 'The tamper-evident trail of every change'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "config" -d 'Settings: their values, and where each comes from'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "db" -d 'The store: its schema, copies and care'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "keys" -d 'The keys that seal what must be read back'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "init" -d 'Make the store; twice is no error'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "health" -d 'Look whether the store is there, whole, and without a trouble that is coming'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "doctor" -d 'Look at everything that could go wrong, and name the command that mends it'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "explain" -d 'Explain the code of an error or verdict, or list them all'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "capabilities" -d 'Describe every command for programs: words, types, columns, effect, exit codes'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "man" -d 'Print the manual page of gatepost, or write every page into a folder'
complete -c gatepost -n "__fish_gatepost_needs_command" -f -a "version" -d 'Show the version of the program and of what is in it'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "create" -d 'Issue a token; its secret is shown this once'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "list" -d 'List tokens, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "show" -d 'Show one token'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "update" -d 'Change tokens; what is given replaces what is there'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "disable" -d 'Switch tokens off; enable switches them on again'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "enable" -d 'Switch disabled tokens on again'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "rotate" -d 'Give tokens a new secret; the one before works until its grace ends'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "revoke" -d 'End tokens for good; their records stay'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "verify" -d 'Judge a token and count its use'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "explain" -d 'Show what each rule of a verification would say, and count nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "limits" -d 'Show what remains of a token\'s rate limits'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "usage" -d 'Count verifications, of one token or of all'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "guesses" -d 'Count attempts with what is no token, or none that holds any more'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "stale" -d 'List live tokens that deserve trimming, with the command that trims each'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "scan" -d 'Look for tokens in files, trees and streams, and say whose they are'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "import" -d 'Take tokens in by the digests of their secrets, which go on working'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "export" -d 'Write tokens out with the digests of their secrets, oldest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "scopes" -d 'The catalogue of scopes that tokens can carry'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and not __fish_seen_subcommand_from create list show update disable enable rotate revoke verify explain limits usage guesses stale scan import export scopes tiers" -f -a "tiers" -d 'Named sets of rate limits, shared by all workspaces'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l scope -d 'A scope or wildcard that it carries (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l tier -d 'The tier whose rate limits hold' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l expires -d 'Its end: a duration, a time, or never' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l owner -d 'Whom it is issued to' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l allow-ip -d 'An address range it may be used from; none lifts the list (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l rate -d 'Its own rate limit instead of the tier\'s; none lifts all (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l metadata -d 'A key and value to keep with it; none removes all (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l env -d 'Where it is meant to be used' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l not-before -d 'Its first moment: a time, or a duration from now' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l count -d 'Issue so many, named NAME-1 and on, in one transaction' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l secret-out -d 'Write the secret to this new file, which only you can read, instead of showing it' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l if-absent -d 'If one of this name is there and equal, change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -l copy -d 'Put the secret on the terminal\'s clipboard (OSC 52) instead of showing it'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l status -d 'Only in this state; live is neither expired nor revoked [default: live]' -r -f -a "live\t''
active\t''
not_yet_valid\t''
disabled\t''
expired\t''
revoked\t''
all\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l owner -d 'Only this owner\'s' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l scope -d 'Only those that carry exactly this scope or wildcard' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l tier -d 'Only of this tier' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l env -d 'Only of this environment' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l name -d 'Only names like this, with * and ?' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l metadata -d 'Only with this key and value (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l created-before -d 'Only those made before this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l expiring-within -d 'Only those that expire within this, or before this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l unused-for -d 'Only those not used for so long, or since this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l sort -d 'By this field, from small to large; FIELD:desc turns it round [default: created_at:desc]' -r -f -a "created_at\t''
expires_at\t''
name\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l scope -d 'A scope or wildcard that it carries (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l tier -d 'The tier whose rate limits hold' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l expires -d 'Its end: a duration, a time, or never' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l owner -d 'Whom it is issued to' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l allow-ip -d 'An address range it may be used from; none lifts the list (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l rate -d 'Its own rate limit instead of the tier\'s; none lifts all (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l metadata -d 'A key and value to keep with it; none removes all (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l env -d 'Where it is meant to be used' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l not-before -d 'Its first moment: a time, or a duration from now' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l rename -d 'A new name' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l add-scope -d 'A scope to add (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l remove-scope -d 'A scope to take away (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l grace -d 'How long the secret before goes on working [default: tokens.rotation_grace]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l expires -d 'The token\'s new end: a duration, a time, or never' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l secret-out -d 'Write the secret to this new file, which only you can read, instead of showing it' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l finish -d 'End the grace now'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -l copy -d 'Put the secret on the terminal\'s clipboard (OSC 52) instead of showing it'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l status -d 'Only in this state; live is neither expired nor revoked [default: live]' -r -f -a "live\t''
active\t''
not_yet_valid\t''
disabled\t''
expired\t''
revoked\t''
all\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l owner -d 'Only this owner\'s' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l scope -d 'Only those that carry exactly this scope or wildcard' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l tier -d 'Only of this tier' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l env -d 'Only of this environment' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l name -d 'Only names like this, with * and ?' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l metadata -d 'Only with this key and value (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l created-before -d 'Only those made before this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l expiring-within -d 'Only those that expire within this, or before this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l unused-for -d 'Only those not used for so long, or since this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l reason -d 'Why, for the record' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l plan-id -d 'Do exactly what this dry run planned' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l scope -d 'A scope that it must carry (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l any-scope -d 'It must carry one of these (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l ip -d 'Where the call comes from' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l env -d 'The environment it must be of [default: tokens.accept_env]' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l cost -d 'How many requests it counts as [default: 1]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l resource -d 'What it is about, for the usage log' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l no-count -d 'Count nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -l batch -d 'Answer a token a line'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l scope -d 'A scope that it must carry (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l any-scope -d 'It must carry one of these (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l ip -d 'Where the call comes from' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l env -d 'The environment it must be of [default: tokens.accept_env]' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l cost -d 'How many requests it counts as [default: 1]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l resource -d 'What it is about, for the usage log' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -l reset -d 'Forget what was used'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from limits" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l by -d 'What is counted by [default: day]' -r -f -a "hour\t''
day\t''
outcome\t''
resource\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l since -d 'From this on: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l until -d 'Up to this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -l follow -d 'Show verifications as they come'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from usage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l since -d 'From the hour of this on: a time, or a duration ago [default: 1d]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l ip -d 'Only those from this address' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from guesses" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l for -d 'How far back use is looked for: a duration, or a time [default: 30d]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l reason -d 'Only for this reason (can be repeated)' -r -f -a "never_used\t''
unused\t''
no_expiry\t''
broad\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l owner -d 'Only this owner\'s' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l sort -d 'By this field of the token, from small to large; FIELD:desc turns it round [default: created_at:desc]' -r -f -a "created_at\t''
expires_at\t''
name\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from stale" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l reason -d 'Why, for the record [default: leaked]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -l revoke -d 'Revoke what is found'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l map -d 'Which column of the file is which of ours (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -l create-scopes -d 'Add scopes that the workspace does not know to its catalogue, those of the lines that are added'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l owner -d 'Only this owner\'s' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l scope -d 'Only those that carry exactly this scope or wildcard' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l tier -d 'Only of this tier' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l env -d 'Only of this environment' -r -f -a "live\t''
test\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l name -d 'Only names like this, with * and ?' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l metadata -d 'Only with this key and value (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l created-before -d 'Only those made before this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l expiring-within -d 'Only those that expire within this, or before this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l unused-for -d 'Only those not used for so long, or since this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l status -d 'Only in this state; live is neither expired nor revoked [default: all]' -r -f -a "live\t''
active\t''
not_yet_valid\t''
disabled\t''
expired\t''
revoked\t''
all\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s A -l all-workspaces -d 'Of every workspace; which one is not said'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -f -a "create" -d 'Add a scope to the catalogue'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -f -a "list" -d 'List the catalogue, by name'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -f -a "show" -d 'Show one scope'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from scopes" -f -a "delete" -d 'Take scopes out of the catalogue that no token carries'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "create" -d 'Make a tier'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "list" -d 'List tiers, by name'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "show" -d 'Show one tier'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "update" -d 'Replace the limits of a tier, for every token that has none of its own'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "simulate" -d 'Replay recorded use against other limits of a tier: who would have been refused'
complete -c gatepost -n "__fish_gatepost_using_subcommand tokens; and __fish_seen_subcommand_from tiers" -f -a "delete" -d 'Delete tiers that no token is of'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "grant" -d 'Record that a person has given consent'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "refuse" -d 'Record that a person was asked and has refused'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "renew" -d 'Record that a person has confirmed a consent, also one that has expired or is stale'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "revoke" -d 'End a person\'s consents: all of them, unless a type or a purpose is named'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "check" -d 'Say whether a consent holds, or held'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "list" -d 'List consents, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "export" -d 'Write consents out, oldest first: csv unless --format says otherwise'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "import" -d 'Take consents in, with the moments at which they were given; the answer is the rows that were refused'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "access" -d 'Write everything about one person to a file, to be handed to that person'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "show" -d 'Show one consent'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "history" -d 'List every decision of a person, or about one consent, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "receipt" -d 'Make a receipt: what was consented to, in which words, and where the audit trail has it'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "status" -d 'Say how the workspace, or one person, stands with consent, and what mends it'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "erase" -d 'Forget a person; what was decided stays under a pseudonym'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "purge" -d 'Remove the records of consents that ended and were kept long enough'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "holds" -d 'Whose records must stay as they are, whatever is asked'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "purposes" -d 'What data is used for'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and not __fish_seen_subcommand_from grant refuse renew revoke check list export import access show history receipt status erase purge holds purposes policies" -f -a "policies" -d 'The texts that people consent to, in versions and languages'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l type -d 'What is consented to' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l purpose -d 'What it is used for [default: the type itself]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l policy -d 'The policy version that was shown, NAME@VERSION [default: consent.policy]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l method -d 'How it was decided, in a word such as web_form or phone' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l source -d 'Where: a form, an app, an office' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l ip -d 'The person\'s address; consent.ip says how much of it is kept' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l user-agent -d 'The program that the person used' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l locale -d 'The language in which it was asked' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l expires -d 'When it ends by itself [default: the purpose\'s]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l evidence -d 'A file that shows it, of which the SHA-256 is kept' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l at -d 'When it was decided: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l type -d 'What is consented to' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l purpose -d 'What it is used for [default: the type itself]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l policy -d 'The policy version that was shown, NAME@VERSION [default: consent.policy]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l method -d 'How it was decided, in a word such as web_form or phone' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l source -d 'Where: a form, an app, an office' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l ip -d 'The person\'s address; consent.ip says how much of it is kept' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l user-agent -d 'The program that the person used' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l locale -d 'The language in which it was asked' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l expires -d 'When it ends by itself [default: the purpose\'s]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l evidence -d 'A file that shows it, of which the SHA-256 is kept' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l at -d 'When it was decided: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from refuse" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l type -d 'What is consented to' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l purpose -d 'What it is used for [default: the type itself]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l policy -d 'The policy version that was shown, NAME@VERSION [default: consent.policy]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l method -d 'How it was decided, in a word such as web_form or phone' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l source -d 'Where: a form, an app, an office' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l ip -d 'The person\'s address; consent.ip says how much of it is kept' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l user-agent -d 'The program that the person used' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l locale -d 'The language in which it was asked' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l expires -d 'When it ends by itself [default: the purpose\'s]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l evidence -d 'A file that shows it, of which the SHA-256 is kept' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l at -d 'When it was decided: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from renew" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l type -d 'Only of this type (can be repeated)' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l purpose -d 'Only for this purpose (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l reason -d 'Why' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l as -d 'Who ends it: the person, the controller, or nobody, since it was never valid [default: withdrawn]' -r -f -a "withdrawn\t''
terminated\t''
invalidated\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l at -d 'When that was: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l type -d 'What is consented to' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l purpose -d 'What it is used for [default: the type itself]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l at -d 'At this moment: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l known-at -d 'By what had been written down at this moment [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -l batch -d 'Answer a line of standard input each: a subject, or {"subject", "type", "purpose", "at", "known_at"}'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l subject -d 'Only of this person (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l type -d 'Only of this type (can be repeated)' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l purpose -d 'Only for this purpose (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l status -d 'Only in this state [default: valid and stale]' -r -f -a "valid\t''
stale\t''
expired\t''
withdrawn\t''
terminated\t''
invalidated\t''
refused\t''
all\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l policy -d 'Only under this policy, NAME or NAME@VERSION' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l source -d 'Only from this source' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l locale -d 'Only asked in this language' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l expiring-within -d 'Only those that end within this, or before this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l changed-since -d 'Only those decided about since this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l at -d 'As they stood at this moment: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l known-at -d 'By what had been written down at this moment [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l sort -d 'By this field, from small to large; FIELD:desc turns it round [default: created_at:desc]' -r -f -a "created_at\t''
recorded_at\t''
ends_at\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -l reveal -d 'Show address and user agent'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l subject -d 'Only of this person (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l type -d 'Only of this type (can be repeated)' -r -f -a "data_usage\t''
third_party\t''
analytics\t''
marketing\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l purpose -d 'Only for this purpose (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l policy -d 'Only under this policy, NAME or NAME@VERSION' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l source -d 'Only from this source' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l locale -d 'Only asked in this language' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l expiring-within -d 'Only those that end within this, or before this time' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l changed-since -d 'Only those decided about since this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l at -d 'As they stood at this moment: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l known-at -d 'By what had been written down at this moment [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l as -d 'As ISO/IEC TS 27560 has it, in JSON-LD, json or jsonl, with every decision' -r -f -a "iso27560\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l controller -d 'A JSON file that describes the controller: name, address, contact, jurisdiction, …' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l profile -d 'For whom: support sees no person, no address and no free text [default: full]' -r -f -a "full\t''
support\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l redact -d 'Withhold these columns' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l out -d 'Write to this new file instead, which is there complete or not at all; - is standard output' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l status -d 'Only in this state [default: all]' -r -f -a "valid\t''
stale\t''
expired\t''
withdrawn\t''
terminated\t''
invalidated\t''
refused\t''
all\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l map -d 'Which column of the file is which of ours (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l zone -d 'Of which zone times are that name none: UTC, or a distance from it [default: such a time is refused]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l rejects -d 'Write the refused rows to this new file, to be mended and given again' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l out -d 'The new file' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from access" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -l reveal -d 'Show address and user agent'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -l reveal -d 'Show address and user agent'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l as -d 'As ISO/IEC TS 27560 has it, in JSON-LD, json or jsonl, with every decision' -r -f -a "iso27560\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l controller -d 'A JSON file that describes the controller: name, address, contact, jurisdiction, …' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from receipt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l html -d 'Write a page to this file as well; one that is there is replaced' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l confirm -d 'The subject once more' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -l no-scrub -d 'Leave the traces in the files for now; `doctor --fix` takes them out'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from erase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l confirm -d 'Do exactly what this dry run planned' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -f -a "create" -d 'Keep a person\'s records from going, until the hold is released'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -f -a "list" -d 'List holds, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from holds" -f -a "release" -d 'Release holds; the records of the person may go once none is left'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -f -a "create" -d 'Add a purpose that consent is asked for'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -f -a "list" -d 'List purposes, by name'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from purposes" -f -a "show" -d 'Show one purpose'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -f -a "publish" -d 'Publish a version of a policy: the exact text that people are shown'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -f -a "list" -d 'List the versions of policies, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand consent; and __fish_seen_subcommand_from policies" -f -a "show" -d 'Show one version of a policy, or its exact text'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "endpoints" -d 'URLs that receive webhooks'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "types" -d 'Types of events, and the JSON Schemas that their payloads must meet'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "fire" -d 'Store an event, deliver it to every endpoint that receives it, and say what became of it'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "work" -d 'Deliver what is due, and what comes to be due'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "events" -d 'What happened, with its payload'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "deliveries" -d 'Events on their way to endpoints'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "attempts" -d 'Each request that was sent, and its answer'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "replay" -d 'Send events once more'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "test" -d 'Send an endpoint a sample, whatever it receives, and say what it answered'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "listen" -d 'Receive webhooks on this machine, or follow an endpoint: check, show, answer as told, pass on'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "sign" -d 'Sign a payload by hand: the headers that a delivery of it has'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and not __fish_seen_subcommand_from endpoints types fire work events deliveries attempts replay test listen sign verify" -f -a "verify" -d 'Check the signature of a request, and say which known mistake fits when it does not hold'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "create" -d 'Make an endpoint, with a secret that signs its requests'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "list" -d 'List endpoints, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "show" -d 'Show one endpoint'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "update" -d 'Change endpoints; each flag replaces what it names'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "enable" -d 'Switch endpoints on; what was parked for them goes, at their rate'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "disable" -d 'Switch endpoints off; what would go to them is parked'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "delete" -d 'Take endpoints away; what waits for them is called off'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "secret" -d 'Show the secret that signs the requests of an endpoint; the audit trail records it'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "rotate-secret" -d 'Give an endpoint a new secret; the one before signs beside it until its grace ends'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from endpoints" -f -a "check" -d 'Look at an endpoint: its addresses and what the guard says of them, TLS, latency, redirects, clock'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -f -a "create" -d 'Make a type of events known'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -f -a "list" -d 'List types of events, by name'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -f -a "show" -d 'Show one type of events'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from types" -f -a "delete" -d 'Forget types of events; events of them stay'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l data -d 'Its payload [default: {}]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l id -d 'What makes firing it twice the same event' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l endpoint -d 'Only to this endpoint, of those that receive it (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l enqueue -d 'Leave the delivery to a worker'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l require-match -d 'Refuse an event that no endpoint receives'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -l batch -d 'An event a line of standard input'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from fire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l for -d 'End after so long' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l concurrency -d 'How many requests are under way at once [default: webhooks.concurrency]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -l once -d 'Only what is due now'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from work" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -f -a "list" -d 'List events, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from events" -f -a "show" -d 'Show one event, or its payload to the byte'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -f -a "list" -d 'List deliveries, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -f -a "show" -d 'Show one delivery'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -f -a "explain" -d 'Say why a delivery was made, what became of each attempt, and why the next is when it is'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -f -a "retry" -d 'Try deliveries anew, now and with all their attempts; a worker does it'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from deliveries" -f -a "cancel" -d 'Call deliveries off; what is under way ends as it may'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from attempts" -f -a "list" -d 'List attempts, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l endpoint -d 'Only to this endpoint' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l event -d 'Only of this event, or of types like this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l status -d 'Only in this state' -r -f -a "pending\t''
retrying\t''
delivered\t''
failed\t''
parked\t''
cancelled\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l plan-id -d 'Do exactly what this dry run planned' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -l reroute -d 'To the endpoints that receive the events today and have never had them'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l data -d 'The payload' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l secret -d 'What requests may be signed with; without it none is checked (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l endpoint -d 'Show what is sent to this endpoint of the store instead' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l since -d 'From when on: a time, or a duration ago [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l port -d 'The port [default: a free one]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l respond -d 'The statuses of its answers in order, the last for all that follow [default: 200, or that of --forward-to]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l forward-to -d 'Pass each request on to here, and its answer back' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l count -d 'End after so many requests' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l for -d 'End after so long' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l tolerance -d 'How far a timestamp may lie from now, or off [default: webhooks.tolerance]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from listen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l secret -d 'What to sign with, newest first (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l data -d 'The payload' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l id -d 'The id that stays the same on each attempt [default: a new one]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l type -d 'The event\'s type, for header webhook-type' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l signature -d 'Which headers carry the signature (can be repeated) [default: standard]' -r -f -a "standard\t''
github\t''
stripe\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l at -d 'The moment it says: 2026-11-22T09:30:00Z [default: now]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l secret -d 'What it may be signed with; a public key (whpk_) may stand in the command (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l old-secret -d 'A secret that was valid before, to know a mistake by (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l request -d 'The whole request' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l header -d 'One of its headers (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l data -d 'Its body' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l tolerance -d 'How far its timestamp may lie from now, or off [default: webhooks.tolerance]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand webhooks; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -f -a "create" -d 'Make a workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -f -a "list" -d 'List workspaces, by name'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -f -a "show" -d 'Show one workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and not __fish_seen_subcommand_from create list show delete" -f -a "delete" -d 'Delete a workspace with everything in it; the audit trail keeps what was done there'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -l if-absent -d 'If it is there, change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l sort -d 'By this field, from small to large; FIELD:desc turns it round [default: name]' -r -f -a "name\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l confirm -d 'The name once more' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand workspaces; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -f -a "list" -d 'List what was changed, newest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -f -a "verify" -d 'Check that no entry of the trail was changed, removed or moved'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and not __fish_seen_subcommand_from list verify checkpoint" -f -a "checkpoint" -d 'Print what the trail is now, to be kept where the store\'s administrators cannot change it'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l by -d 'Only what this actor did' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l action -d 'Only this action, such as token.revoke' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l object -d 'Only about this object: a token by any reference, anything else by its name' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l since -d 'Only what was made at or after this: a time, or a duration ago' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l until -d 'Only what was made at or before this' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l after -d 'Only what follows this one in the list' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l sort -d 'By this field, from small to large; FIELD:desc turns it round [default: seq:desc]' -r -f -a "seq\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -l follow -d 'Go on with what comes, oldest first'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s A -l all-workspaces -d 'Of every workspace'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l checkpoint -d 'What `audit checkpoint` printed earlier' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l sign -d 'Sign it with the key of the trail'
complete -c gatepost -n "__fish_gatepost_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "list" -d 'List every setting with its value and where that comes from'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "get" -d 'Show one setting'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "set" -d 'Set a setting, in the settings file or in the store'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "unset" -d 'Take a setting away again, from the settings file or from the store'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "path" -d 'Show where the settings file lies'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -l store -d 'In the store, for every machine that uses it; audited'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -l store -d 'In the store, for every machine that uses it; audited'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "status" -d 'Show where the store lies, its schema and its size'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "migrate" -d 'Bring the store up to this program\'s schema, after a backup beside it'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "downgrade" -d 'Bring the store down to an older schema, after a backup beside it'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "grants" -d 'Print the statements that let a role of a PostgreSQL server do its part'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "backup" -d 'Copy the store to a new file, while others go on using it'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "restore" -d 'Put a backup in the store\'s place, after a copy of what stands there'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "move" -d 'Move the store to a PostgreSQL server, or back to a file: every row, compared afterwards'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "check" -d 'Check the whole store: every page, index, key and audit entry, and what is kept in two places'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and not __fish_seen_subcommand_from status migrate downgrade grants backup restore move check maintain" -f -a "maintain" -d 'Roll usage into hourly counters, remove rows after their retention, cut the write-ahead log'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l to -d 'The schema to go down to' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from downgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l role -d 'What the role is for' -r -f -a "verifier\t''
operator\t''
support\t''
admin\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l to -d 'The name of the role [default: gatepost_ROLE]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from grants" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -l verify -d 'Restore the copy beside it for a moment, and compare every row; it takes the space twice'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l to -d 'The new place: a file that is not there yet, or the URL of an empty database' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -l abort -d 'Give a move up, so that the store can be changed where it is'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand db; and __fish_seen_subcommand_from maintain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -f -a "status" -d 'Show where the sealing key is, and what it opens'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -f -a "rotate" -d 'Seal everything again under a new data key'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -f -a "rewrap" -d 'Put another sealing key in the place of the one that opens the store'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and not __fish_seen_subcommand_from status rotate rewrap check" -f -a "check" -d 'Open everything that is sealed, and name what does not open'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l to -d 'Let the key in this file open the store as well; it is made where it is absent' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -l finish -d 'Let no other sealing key open the store any more than the one in use, which must be the one that --to added'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from rewrap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand keys; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l set -d 'A setting to begin with, as KEY=VALUE (can be repeated)' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l nagios -d 'One line and the exit codes of the Monitoring Plugins guidelines'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l fix -d 'Mend what can be mended without a loss: modes, leftovers, the log, lost indexes, overdue maintenance'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand explain" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand capabilities" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l dynamic -d 'Ask the program at each TAB: bash, fish and zsh'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand man" -s h -l help -d 'Print help'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l db -d 'The store: a file, or a server at postgres://USER@HOST/DATABASE [env: GATEPOST_DB] [default: $XDG_DATA_HOME/gatepost/gatepost.db]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s w -l workspace -d 'The workspace [env: GATEPOST_WORKSPACE] [default: default]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s o -l format -d 'How the answer is written [env: GATEPOST_FORMAT] [default: table]' -r -f -a "table\t''
json\t''
jsonl\t''
csv\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l columns -d 'Which columns, in which order; a wrong one lists those there are' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l field -d 'One bare value a line; dots reach inside, as in metadata.team' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l config -d 'The settings file [env: GATEPOST_CONFIG] [default: $XDG_CONFIG_HOME/gatepost/config.toml]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l key-file -d 'The file with the key that opens what the store keeps sealed [env: GATEPOST_KEY_FILE] [default: $XDG_CONFIG_HOME/gatepost/sealing.key]' -r -F
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l actor -d 'Who acts, for the audit trail [env: GATEPOST_ACTOR] [default: user@host]' -r
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l color -d 'Whether to use colours [env: NO_COLOR, CLICOLOR_FORCE] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s q -l quiet -d 'Only secrets of what was made, else only ids; a verdict or report only by its exit'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s y -l yes -d 'Answer yes to what is asked [env: GATEPOST_YES]'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l no-input -d 'Never ask; what would have to ask fails [env: GATEPOST_NO_INPUT]'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -l dry-run -d 'Show what would be done, and change nothing'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s v -l verbose -d 'Say more about what is done [env: GATEPOST_LOG]'
complete -c gatepost -n "__fish_gatepost_using_subcommand version" -s h -l help -d 'Print help'

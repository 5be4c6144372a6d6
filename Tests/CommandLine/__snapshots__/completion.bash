# bash completion for offerctl, printed by "offerctl completion bash"
_offerctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i words=
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --policy|--file-roots|--notify|--allow-list|--as|--profile|--subscription|--text|--stage|--code|--notice|--topic|--reason|--key|--since|--until|--publisher|--state|--needs|--offer|--partitions|--replication|--broker|-X|--client-properties|--timeout|--language) ((i++)) ;;
        -*) ;;
        *) command+="${command:+ }${COMP_WORDS[i]}" ;;
        esac
    done
    case $before in
    --policy) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --file-roots) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --notify) return ;;
    --allow-list) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --as) mapfile -t COMPREPLY < <(compgen -W "linux windows data container package" -- "$word"); return ;;
    --profile) return ;;
    --subscription) return ;;
    --text) return ;;
    --stage) mapfile -t COMPREPLY < <(compgen -W "validate-prerequisites validate-test-drive certify provision-preview package publisher-sign-off provision-production go-live" -- "$word"); return ;;
    --code) return ;;
    --notice) return ;;
    --topic) mapfile -t COMPREPLY < <(compgen -W "offers.commands offers.stage.validate-prerequisites offers.stage.validate-test-drive offers.stage.certify offers.stage.provision-preview offers.stage.package offers.stage.publisher-sign-off offers.stage.provision-production offers.stage.go-live offers.outcomes offers.status offers.history offers.awaiting-sign-off offers.blocked offers.preview offers.catalog offers.drafts offers.preview-links offers.controls offers.audit offers.processes offers.positions offers.notifications offers.support-tickets offers.dead-letters" -- "$word"); return ;;
    --reason) return ;;
    --key) return ;;
    --since) return ;;
    --until) return ;;
    --publisher) return ;;
    --state) mapfile -t COMPREPLY < <(compgen -W "NeverPublished NotStarted Running WaitingForPublisherReview Succeeded Failed Canceled" -- "$word"); return ;;
    --needs) mapfile -t COMPREPLY < <(compgen -W "publisher approval operator overdue paused" -- "$word"); return ;;
    --offer) return ;;
    --partitions) return ;;
    --replication) return ;;
    --broker) return ;;
    -X) return ;;
    --client-properties) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --timeout) return ;;
    --language) mapfile -t COMPREPLY < <(compgen -W "en fr ja" -- "$word"); return ;;
    esac
    case $command in
    '') words="lint check-image publish preview go-live cancel stop-selling request-support approve reject resume pause pauses forget rebuild dead-letters status list history compare notifications lag topics doctor completion manual contracts help --help --version" ;;
    'dead-letters') words="list show redrive edit discard" ;;
    'topics') words="apply describe" ;;
    'lint'|'lint '*)
        words="--policy --file-roots --notify --allow-list --broker -X --client-properties --as --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'check-image'|'check-image '*)
        words="--as --policy --broker -X --client-properties --as --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'publish'|'publish '*)
        words="--profile --notify --allow-list --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'preview'|'preview '*)
        words="--subscription --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'go-live'|'go-live '*)
        words="--no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'cancel'|'cancel '*)
        words="--no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'stop-selling'|'stop-selling '*)
        words="--no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'request-support'|'request-support '*|'support'|'support '*)
        words="--text --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'approve'|'approve '*)
        words="--text --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'reject'|'reject '*)
        words="--text --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'resume'|'resume '*)
        words="--stage --pipeline --code --text --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'pause'|'pause '*)
        words="--stage --pipeline --text --notice --no-wait --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'pauses'|'pauses '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'forget'|'forget '*)
        words="--yes --force --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'rebuild'|'rebuild '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'dead-letters list'|'dead-letters list '*)
        words="--topic --reason --key --since --until --all --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'dead-letters show'|'dead-letters show '*)
        words="--value --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'dead-letters redrive'|'dead-letters redrive '*)
        words="--topic --reason --key --since --until --all --dry-run --text --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'dead-letters edit'|'dead-letters edit '*)
        words="--text --broker -X --client-properties --as --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'dead-letters discard'|'dead-letters discard '*)
        words="--text --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'status'|'status '*)
        words="--watch --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'list'|'list '*)
        words="--publisher --state --needs --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'history'|'history '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'compare'|'compare '*)
        words="--policy --broker -X --client-properties --as --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'notifications'|'notifications '*)
        words="--follow --offer --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'lag'|'lag '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'topics apply'|'topics apply '*)
        words="--partitions --replication --broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'topics describe'|'topics describe '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'doctor'|'doctor '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'completion'|'completion '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version bash zsh fish"
        ;;
    'manual'|'manual '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version"
        ;;
    'contracts'|'contracts '*)
        words="--policy --broker -X --client-properties --as --json --timeout --language --help --version asyncapi topics certification commands offer scheduled-step step-result status-record history-entry preview-link process position ticket problem"
        ;;
    'help'|'help '*)
        words="--broker -X --client-properties --as --json --timeout --language --help --version lint check-image publish preview go-live cancel stop-selling request-support approve reject resume pause pauses forget rebuild dead-letters status list history compare notifications lag topics doctor completion manual contracts help"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _offerctl offerctl

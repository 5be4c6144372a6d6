# bash completion for offerctl, printed by "offerctl completion bash"
_offerctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i words=
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --policy|--file-roots|--notify|--allow-list|--as|--profile|--subscription|--text|--stage|--publisher|--hours|--code|--notice|--replication|--regions|--data-dir|--ca-file|--older-than|--topic|--reason|--key|--since|--until|--state|--needs|--from|--offer|--partitions|--broker|-X|--client-properties|--prefix|-o|--timeout|--language) ((i++)) ;;
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
    --publisher) return ;;
    --hours) return ;;
    --code) return ;;
    --notice) return ;;
    --replication) return ;;
    --regions) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --data-dir) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --ca-file) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --older-than) return ;;
    --topic) mapfile -t COMPREPLY < <(compgen -W "offers.commands offers.stage.validate-prerequisites offers.stage.validate-test-drive offers.stage.certify offers.stage.provision-preview offers.stage.package offers.stage.publisher-sign-off offers.stage.provision-production offers.stage.go-live offers.outcomes offers.status offers.history offers.awaiting-sign-off offers.blocked offers.preview offers.catalog offers.drafts offers.preview-links offers.sessions offers.controls offers.audit offers.processes offers.positions offers.notifications offers.support-tickets offers.dead-letters" -- "$word"); return ;;
    --reason) return ;;
    --key) return ;;
    --since) return ;;
    --until) return ;;
    --state) mapfile -t COMPREPLY < <(compgen -W "NeverPublished NotStarted Running WaitingForPublisherReview Succeeded Failed Canceled" -- "$word"); return ;;
    --needs) mapfile -t COMPREPLY < <(compgen -W "publisher approval operator overdue paused" -- "$word"); return ;;
    --from) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --offer) mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return ;;
    --partitions) return ;;
    --broker) return ;;
    -X) return ;;
    --client-properties) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --prefix) return ;;
    -o) mapfile -t COMPREPLY < <(compgen -W "text wide json yaml name" -- "$word"); return ;;
    --timeout) return ;;
    --language) mapfile -t COMPREPLY < <(compgen -W "en fr ja" -- "$word"); return ;;
    esac
    case $command in
    '') words="new lint check-image publish preview go-live cancel stop-selling request-support approve reject resume pause pauses forget rebuild backup restore images dead-letters status list history logs compare notifications lag topics doctor context completion manual contracts version help --help --version" ;;
    'images') words="prune" ;;
    'dead-letters') words="list show redrive edit discard" ;;
    'topics') words="apply describe" ;;
    'context') words="list set use" ;;
    'new'|'new '*)
        words="--policy --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version virtual-machine solution-template container-image container"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'lint'|'lint '*)
        words="--policy --file-roots --notify --allow-list --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'check-image'|'check-image '*)
        words="--as --policy --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'publish'|'publish '*)
        words="--profile --notify --allow-list --no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'preview'|'preview '*)
        words="--subscription --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'go-live'|'go-live '*)
        words="--no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'cancel'|'cancel '*)
        words="--no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'stop-selling'|'stop-selling '*)
        words="--no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'request-support'|'request-support '*|'support'|'support '*)
        words="--text --no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'approve'|'approve '*)
        words="--text --no-wait --all --stage --publisher --hours --yes --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'reject'|'reject '*)
        words="--text --no-wait --all --stage --publisher --hours --yes --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'resume'|'resume '*)
        words="--stage --pipeline --text --no-wait --all --code --publisher --hours --yes --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'pause'|'pause '*)
        words="--stage --pipeline --text --notice --no-wait --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'pauses'|'pauses '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'forget'|'forget '*)
        words="--yes --force --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'rebuild'|'rebuild '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'backup'|'backup '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'restore'|'restore '*)
        words="--replication --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'images prune'|'images prune '*)
        words="--regions --data-dir --ca-file --older-than --yes --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'dead-letters list'|'dead-letters list '*)
        words="--topic --reason --publisher --key --since --until --all --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'dead-letters show'|'dead-letters show '*)
        words="--value --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'dead-letters redrive'|'dead-letters redrive '*)
        words="--topic --reason --publisher --key --since --until --all --yes --force --text --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'dead-letters edit'|'dead-letters edit '*)
        words="--text --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'dead-letters discard'|'dead-letters discard '*)
        words="--text --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'status'|'status '*)
        words="--watch --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'list'|'list '*)
        words="--publisher --state --needs --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'history'|'history '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'logs'|'logs '*)
        words="--from --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -W "$(offerctl list -o name --timeout 2 2>/dev/null)" -- "$word"); return; }
        ;;
    'compare'|'compare '*)
        words="--policy --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
        ;;
    'notifications'|'notifications '*)
        words="--follow --offer --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'lag'|'lag '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'topics apply'|'topics apply '*)
        words="--partitions --replication --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'topics describe'|'topics describe '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'doctor'|'doctor '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'context list'|'context list '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'context set'|'context set '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'context use'|'context use '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'completion'|'completion '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version bash zsh fish"
        ;;
    'manual'|'manual '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'contracts'|'contracts '*)
        words="--policy --broker -X --client-properties --prefix --as -o --json --timeout --language --help --version asyncapi topics certification commands settings metrics logs api-errors offer offer-reference scheduled-step step-result status-record history-entry preview-link process session position ticket problem"
        ;;
    'version'|'version '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version"
        ;;
    'help'|'help '*)
        words="--broker -X --client-properties --prefix --as -o --json --timeout --language --help --version new lint check-image publish preview go-live cancel stop-selling request-support approve reject resume pause pauses forget rebuild backup restore images dead-letters status list history logs compare notifications lag topics doctor context completion manual contracts version help"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _offerctl offerctl

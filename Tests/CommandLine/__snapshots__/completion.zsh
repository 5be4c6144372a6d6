#compdef offerctl
# zsh completion for offerctl, printed by "offerctl completion zsh"
_offerctl() {
    local -a commands plain
    local command= skip= word
    for word in "${(@)words[2,CURRENT-1]}"; do
        if [[ -n $skip ]]; then skip=; continue; fi
        case $word in
        --policy|--file-roots|--notify|--allow-list|--as|--profile|--subscription|--text|--stage|--publisher|--hours|--code|--notice|--replication|--regions|--data-dir|--ca-file|--older-than|--topic|--reason|--key|--since|--until|--state|--needs|--from|--offer|--partitions|--broker|-X|--client-properties|--prefix|-o|--timeout|--language) skip=1 ;;
        -*) ;;
        *) command="${command:+$command }$word" ;;
        esac
    done
    case $command in
    '')
        commands=(
            'new:Print an offer document to fill in'
            'lint:Check an offer document, without a broker'
            'check-image:Check a disk, an image layout or a package'
            'publish:Publish an offer document'
            'preview:Show previews as one subscription sees them'
            'go-live:Let an offer in preview go live'
            'cancel:Cancel the running submission'
            'stop-selling:Take a live offer out of the marketplace'
            'request-support:Open a support request'
            'approve:Approve steps that wait for approval'
            'reject:Reject steps that wait for approval'
            'resume:Resume what is blocked or paused'
            'pause:Pause an offer, a stage or the whole pipeline'
            'pauses:Show what is paused, since when, by whom and why'
            'forget:Remove an offer that was created by mistake'
            'rebuild:Check each status against its history'
            'backup:Copy all topics into a folder'
            'restore:Write a backup into an empty cluster'
            'images:Commands about images'
            'dead-letters:Commands about dead letters'
            'status:Show the status of one offer'
            'list:Show all offers'
            'history:Show what happened to an offer'
            'logs:Show what the programs logged about an offer'
            'compare:Show what a draft changes of a live offer'
            'notifications:Show the mails'
            'lag:Show the consumer lag of each worker'
            'topics:Commands about topics'
            'doctor:Check what the pipeline needs'
            'context:Commands about context'
            'completion:Print the completion script of a shell'
            'manual:Print the manual page'
            'contracts:Print a reference page, AsyncAPI or a JSON Schema'
            'version:Show the version'
            'help:Show all commands, or the help of one'
        )
        _describe command commands ;;
    'images')
        commands=(
            'prune:Remove certified images that no offer needs'
        )
        _describe command commands ;;
    'dead-letters')
        commands=(
            'list:Show records that no worker could use'
            'show:Show one dead letter completely'
            'redrive:Send dead letters back to their topics'
            'edit:Send a dead letter again with another value'
            'discard:Discard a dead letter'
        )
        _describe command commands ;;
    'topics')
        commands=(
            'apply:Create the topics that are missing'
            'describe:Show the topics'
        )
        _describe command commands ;;
    'context')
        commands=(
            'list:Show the saved connections'
            'set:Save a connection under a name'
            'use:Make a context the current one'
        )
        _describe command commands ;;
    'new'|'new '*)
        _arguments \
            '--policy[The marketplace’s rules (OFFERS_POLICY; default\: those of this version)]:FILE:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:TYPE [OFFER]:(virtual-machine solution-template container-image container)' ;;
    'lint'|'lint '*)
        _arguments \
            '--policy[The marketplace’s rules (OFFERS_POLICY; default\: those of this version)]:FILE:_files' \
            '--file-roots[Under which file\: addresses may lie, separated by colons (OFFERS_FILE_ROOTS; default none)]:FOLDERS:_files' \
            '--notify[Where this submission’s mail goes, instead of the offer’s addresses\: a@b.example,c@d.example]:ADDRESSES: ' \
            '--allow-list[Who may see the preview, instead of the offer’s list\: GUID=TYPE,GUID=TYPE or the path of a file with one GUID=TYPE a line]:LIST:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:FILE:_files' ;;
    'check-image'|'check-image '*)
        _arguments \
            '--as[What the image is for\: linux or windows (a disk to boot from), data, container or package (default\: container for a folder, else linux)]:USE:(linux windows data container package)' \
            '--policy[The marketplace’s rules (OFFERS_POLICY; default\: those of this version)]:FILE:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:IMAGE:_files' ;;
    'publish'|'publish '*)
        _arguments \
            '--profile[Publishing profile, instead of the offer type’s]:NAME: ' \
            '--notify[Where this submission’s mail goes, instead of the offer’s addresses\: a@b.example,c@d.example]:ADDRESSES: ' \
            '--allow-list[Who may see the preview, instead of the offer’s list\: GUID=TYPE,GUID=TYPE or the path of a file with one GUID=TYPE a line]:LIST:_files' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:FILE:_files' ;;
    'preview'|'preview '*)
        _arguments \
            '--subscription[Subscription to view as (GUID)]:ID: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'go-live'|'go-live '*)
        _arguments \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'cancel'|'cancel '*)
        _arguments \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'stop-selling'|'stop-selling '*)
        _arguments \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'request-support'|'request-support '*|'support'|'support '*)
        _arguments \
            '--text[What you need help with]:TEXT: ' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'approve'|'approve '*)
        _arguments \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--all[Select every offer that waits for this]' \
            '--stage[Only offers in this stage]:STAGE:(validate-prerequisites validate-test-drive certify provision-preview package publisher-sign-off provision-production go-live)' \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--hours[Only offers that have waited for at least HOURS]:HOURS: ' \
            '--yes[Confirm\: without it nothing is written]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'reject'|'reject '*)
        _arguments \
            '--text[Why, and what the publisher can do]:TEXT: ' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--all[Select every offer that waits for this]' \
            '--stage[Only offers in this stage]:STAGE:(validate-prerequisites validate-test-drive certify provision-preview package publisher-sign-off provision-production go-live)' \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--hours[Only offers that have waited for at least HOURS]:HOURS: ' \
            '--yes[Confirm\: without it nothing is written]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'resume'|'resume '*)
        _arguments \
            '--stage[All workers of this stage, instead of an offer]:STAGE:(validate-prerequisites validate-test-drive certify provision-preview package publisher-sign-off provision-production go-live)' \
            '--pipeline[The workers of all stages]' \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--all[Select every offer that waits for this]' \
            '--code[Only offers that are blocked by this fault]:CODE: ' \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--hours[Only offers that have waited for at least HOURS]:HOURS: ' \
            '--yes[Confirm\: without it nothing is written]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'pause'|'pause '*)
        _arguments \
            '--stage[All workers of this stage, instead of an offer]:STAGE:(validate-prerequisites validate-test-drive certify provision-preview package publisher-sign-off provision-production go-live)' \
            '--pipeline[The workers of all stages]' \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--notice[What publishers read of the pause]:TEXT: ' \
            '--no-wait[Do not wait for the coordinator’s answer]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'pauses'|'pauses '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'forget'|'forget '*)
        _arguments \
            '--yes[Confirm\: without it nothing is written]' \
            '--force[Remove it although it is live or a submission runs]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'rebuild'|'rebuild '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[OFFER]:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'backup'|'backup '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DIR:_files' ;;
    'restore'|'restore '*)
        _arguments \
            '--replication[Replicas of each partition (default\: the broker’s)]:N: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DIR:_files' ;;
    'images prune'|'images prune '*)
        _arguments \
            '--regions[The file that names the stores (OFFERS_REGIONS; default deploy/regions.json)]:FILE:_files' \
            '--data-dir[Where relative stores begin (OFFERS_DATA_DIR; default var)]:FOLDER:_files' \
            '--ca-file[Authorities trusted besides the system’s (OFFERS_CA_FILE)]:FILE:_files' \
            '--older-than[Only images certified before so many days (default 7)]:DAYS: ' \
            '--yes[Confirm\: without it nothing is written]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'dead-letters list'|'dead-letters list '*)
        _arguments \
            '--topic[Only dead letters that came from this topic]:TOPIC:(offers.commands offers.stage.validate-prerequisites offers.stage.validate-test-drive offers.stage.certify offers.stage.provision-preview offers.stage.package offers.stage.publisher-sign-off offers.stage.provision-production offers.stage.go-live offers.outcomes offers.status offers.history offers.awaiting-sign-off offers.blocked offers.preview offers.catalog offers.drafts offers.preview-links offers.sessions offers.controls offers.audit offers.processes offers.positions offers.notifications offers.support-tickets offers.dead-letters)' \
            '--reason[Only dead letters with this reason’s code]:CODE: ' \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--key[Only dead letters with this record key]:KEY: ' \
            '--since[Only from this time on\: 2026-01-31T09\:00\:00Z, or 2h for two hours ago]:TIME: ' \
            '--until[Only up to this time]:TIME: ' \
            '--all[Also dead letters sent again or discarded]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'dead-letters show'|'dead-letters show '*)
        _arguments \
            '--value[Print the record’s value alone, to edit it]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DEAD-LETTER: ' ;;
    'dead-letters redrive'|'dead-letters redrive '*)
        _arguments \
            '--topic[Only dead letters that came from this topic]:TOPIC:(offers.commands offers.stage.validate-prerequisites offers.stage.validate-test-drive offers.stage.certify offers.stage.provision-preview offers.stage.package offers.stage.publisher-sign-off offers.stage.provision-production offers.stage.go-live offers.outcomes offers.status offers.history offers.awaiting-sign-off offers.blocked offers.preview offers.catalog offers.drafts offers.preview-links offers.sessions offers.controls offers.audit offers.processes offers.positions offers.notifications offers.support-tickets offers.dead-letters)' \
            '--reason[Only dead letters with this reason’s code]:CODE: ' \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--key[Only dead letters with this record key]:KEY: ' \
            '--since[Only from this time on\: 2026-01-31T09\:00\:00Z, or 2h for two hours ago]:TIME: ' \
            '--until[Only up to this time]:TIME: ' \
            '--all[Select all dead letters]' \
            '--yes[Confirm\: without it nothing is written]' \
            '--force[Send it although a newer submission has begun]' \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[DEAD-LETTER]: ' ;;
    'dead-letters edit'|'dead-letters edit '*)
        _arguments \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DEAD-LETTER FILE: ' ;;
    'dead-letters discard'|'dead-letters discard '*)
        _arguments \
            '--text[Reason, for operators\: in history and audit]:TEXT: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DEAD-LETTER: ' ;;
    'status'|'status '*)
        _arguments \
            '--watch[Show every change until the submission ends]' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'list'|'list '*)
        _arguments \
            '--publisher[Only this publisher’s offers]:PUBLISHER: ' \
            '--state[Only offers in this state\: NeverPublished, NotStarted, Running, WaitingForPublisherReview, Succeeded, Failed or Canceled]:STATE:(NeverPublished NotStarted Running WaitingForPublisherReview Succeeded Failed Canceled)' \
            '--needs[Only offers that wait for somebody\: publisher, approval, operator (blocked), overdue or paused]:WHO:(publisher approval operator overdue paused)' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'history'|'history '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'logs'|'logs '*)
        _arguments \
            '--from[Folder or file of logs, - or journal]:PATH:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' ;;
    'compare'|'compare '*)
        _arguments \
            '--policy[The marketplace’s rules (OFFERS_POLICY; default\: those of this version)]:FILE:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:FILE OFFER:_files' ;;
    'notifications'|'notifications '*)
        _arguments \
            '--follow[Keep printing new mails until interrupted]' \
            '--offer[Only this offer’s]:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'lag'|'lag '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'topics apply'|'topics apply '*)
        _arguments \
            '--partitions[Partitions of each topic (default 8)]:N: ' \
            '--replication[Replicas of each partition (default\: the broker’s)]:N: ' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'topics describe'|'topics describe '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'doctor'|'doctor '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'context list'|'context list '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'context set'|'context set '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:CONTEXT: ' ;;
    'context use'|'context use '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:CONTEXT: ' ;;
    'completion'|'completion '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:SHELL:(bash zsh fish)' ;;
    'manual'|'manual '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'contracts'|'contracts '*)
        _arguments \
            '--policy[The marketplace’s rules (OFFERS_POLICY; default\: those of this version)]:FILE:_files' \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:DOCUMENT:(asyncapi topics certification commands settings metrics logs api-errors offer offer-reference scheduled-step step-result status-record history-entry preview-link process session position ticket problem)' ;;
    'version'|'version '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:: ' ;;
    'help'|'help '*)
        _arguments \
            '--broker[Address of the broker (OFFERS_BROKER; default\: the context’s, otherwise 127.0.0.1\:9092)]:HOST\:PORT: ' \
            '-X[A property of librdkafka; may be repeated]:KEY=VALUE: ' \
            '--client-properties[Properties of librdkafka, KEY=VALUE a line (OFFERS_CLIENT_PROPERTIES)]:FILE:_files' \
            '--prefix[Prefix of all topic names (OFFERS_PREFIX; default offers)]:PREFIX: ' \
            '--as[Your name in history and audit (OFFERS_PRINCIPAL; default\: the system’s user)]:NAME: ' \
            '-o[How to print rows\: text, wide (more columns), json (a document a line), yaml, or name (what other commands take)]:FORMAT:(text wide json yaml name)' \
            '--json[The same as -o json]' \
            '--timeout[Longest wait for the broker or an answer (OFFERS_TIMEOUT; default 10)]:SECONDS: ' \
            '--language[Language of steps, states and problems\: en, fr or ja (default\: from LC_ALL, LC_MESSAGES or LANG)]:LANGUAGE:(en fr ja)' \
            '--help[Show the help of the command]' \
            '--version[Show the version]' \
            '*:[COMMAND]:(new lint check-image publish preview go-live cancel stop-selling request-support approve reject resume pause pauses forget rebuild backup restore images dead-letters status list history logs compare notifications lag topics doctor context completion manual contracts version help)' ;;
    esac
}
_offerctl "$@"

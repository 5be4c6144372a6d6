#!/bin/sh
# Made by offer-manifests from the declarations of topics and workers: change those, not this.
# Gives each worker its rights. Usage: BROKER=HOST:PORT [CONFIG=admin.properties] sh kafka-acls.sh
# A worker's principal is User:NAME, such as User:certify; with TLS, let ssl.principal.mapping.rules make it of the name.
set -eu
allow() {
    kafka-acls.sh --bootstrap-server "$BROKER" ${CONFIG:+--command-config "$CONFIG"} --add --force "$@"
}

# offer-coordinator
allow --allow-principal User:offer-coordinator --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:offer-coordinator --operation Read --operation Write --topic offers.commands
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.certify
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.package
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.provision-production
allow --allow-principal User:offer-coordinator --operation Write --topic offers.stage.go-live
allow --allow-principal User:offer-coordinator --operation Read --topic offers.outcomes
allow --allow-principal User:offer-coordinator --operation Read --operation Write --topic offers.status
allow --allow-principal User:offer-coordinator --operation Write --topic offers.history
allow --allow-principal User:offer-coordinator --operation Read --operation Write --topic offers.blocked
allow --allow-principal User:offer-coordinator --operation Read --operation Write --topic offers.controls
allow --allow-principal User:offer-coordinator --operation Write --topic offers.support-tickets
allow --allow-principal User:offer-coordinator --operation Write --topic offers.dead-letters
allow --allow-principal User:offer-coordinator --operation Read --operation Describe --group offer-coordinator --resource-pattern-type prefixed
allow --allow-principal User:offer-coordinator --operation Write --operation Describe --transactional-id offer-coordinator- --resource-pattern-type prefixed

# validate-prerequisites
allow --allow-principal User:validate-prerequisites --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:validate-prerequisites --operation Read --topic offers.stage.validate-prerequisites
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.certify
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.package
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.provision-production
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.stage.go-live
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.outcomes
allow --allow-principal User:validate-prerequisites --operation Read --operation Write --topic offers.controls
allow --allow-principal User:validate-prerequisites --operation Write --topic offers.dead-letters
allow --allow-principal User:validate-prerequisites --operation Read --operation Describe --group validate-prerequisites --resource-pattern-type prefixed
allow --allow-principal User:validate-prerequisites --operation Write --operation Describe --transactional-id validate-prerequisites- --resource-pattern-type prefixed

# validate-test-drive
allow --allow-principal User:validate-test-drive --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:validate-test-drive --operation Read --topic offers.stage.validate-test-drive
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.certify
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.package
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.provision-production
allow --allow-principal User:validate-test-drive --operation Write --topic offers.stage.go-live
allow --allow-principal User:validate-test-drive --operation Write --topic offers.outcomes
allow --allow-principal User:validate-test-drive --operation Read --operation Write --topic offers.controls
allow --allow-principal User:validate-test-drive --operation Write --topic offers.dead-letters
allow --allow-principal User:validate-test-drive --operation Read --operation Describe --group validate-test-drive --resource-pattern-type prefixed
allow --allow-principal User:validate-test-drive --operation Write --operation Describe --transactional-id validate-test-drive- --resource-pattern-type prefixed

# certify
allow --allow-principal User:certify --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:certify --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:certify --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:certify --operation Read --topic offers.stage.certify
allow --allow-principal User:certify --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:certify --operation Write --topic offers.stage.package
allow --allow-principal User:certify --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:certify --operation Write --topic offers.stage.provision-production
allow --allow-principal User:certify --operation Write --topic offers.stage.go-live
allow --allow-principal User:certify --operation Write --topic offers.outcomes
allow --allow-principal User:certify --operation Read --operation Write --topic offers.controls
allow --allow-principal User:certify --operation Write --topic offers.dead-letters
allow --allow-principal User:certify --operation Read --operation Describe --group certify --resource-pattern-type prefixed
allow --allow-principal User:certify --operation Write --operation Describe --transactional-id certify- --resource-pattern-type prefixed

# provision-preview
allow --allow-principal User:provision-preview --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.certify
allow --allow-principal User:provision-preview --operation Read --topic offers.stage.provision-preview
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.package
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.provision-production
allow --allow-principal User:provision-preview --operation Write --topic offers.stage.go-live
allow --allow-principal User:provision-preview --operation Write --topic offers.outcomes
allow --allow-principal User:provision-preview --operation Read --operation Write --topic offers.controls
allow --allow-principal User:provision-preview --operation Write --topic offers.dead-letters
allow --allow-principal User:provision-preview --operation Read --operation Describe --group provision-preview --resource-pattern-type prefixed
allow --allow-principal User:provision-preview --operation Write --operation Describe --transactional-id provision-preview- --resource-pattern-type prefixed

# package
allow --allow-principal User:package --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:package --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:package --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:package --operation Write --topic offers.stage.certify
allow --allow-principal User:package --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:package --operation Read --topic offers.stage.package
allow --allow-principal User:package --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:package --operation Write --topic offers.stage.provision-production
allow --allow-principal User:package --operation Write --topic offers.stage.go-live
allow --allow-principal User:package --operation Write --topic offers.outcomes
allow --allow-principal User:package --operation Read --operation Write --topic offers.controls
allow --allow-principal User:package --operation Write --topic offers.dead-letters
allow --allow-principal User:package --operation Read --operation Describe --group package --resource-pattern-type prefixed
allow --allow-principal User:package --operation Write --operation Describe --transactional-id package- --resource-pattern-type prefixed

# publisher-sign-off
allow --allow-principal User:publisher-sign-off --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.certify
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.package
allow --allow-principal User:publisher-sign-off --operation Read --topic offers.stage.publisher-sign-off
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.provision-production
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.stage.go-live
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.outcomes
allow --allow-principal User:publisher-sign-off --operation Read --operation Write --topic offers.awaiting-sign-off
allow --allow-principal User:publisher-sign-off --operation Read --operation Write --topic offers.preview
allow --allow-principal User:publisher-sign-off --operation Read --operation Write --topic offers.controls
allow --allow-principal User:publisher-sign-off --operation Write --topic offers.dead-letters
allow --allow-principal User:publisher-sign-off --operation Read --operation Describe --group publisher-sign-off --resource-pattern-type prefixed
allow --allow-principal User:publisher-sign-off --operation Write --operation Describe --transactional-id publisher-sign-off- --resource-pattern-type prefixed

# provision-production
allow --allow-principal User:provision-production --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:provision-production --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:provision-production --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:provision-production --operation Write --topic offers.stage.certify
allow --allow-principal User:provision-production --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:provision-production --operation Write --topic offers.stage.package
allow --allow-principal User:provision-production --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:provision-production --operation Read --topic offers.stage.provision-production
allow --allow-principal User:provision-production --operation Write --topic offers.stage.go-live
allow --allow-principal User:provision-production --operation Write --topic offers.outcomes
allow --allow-principal User:provision-production --operation Read --operation Write --topic offers.controls
allow --allow-principal User:provision-production --operation Write --topic offers.dead-letters
allow --allow-principal User:provision-production --operation Read --operation Describe --group provision-production --resource-pattern-type prefixed
allow --allow-principal User:provision-production --operation Write --operation Describe --transactional-id provision-production- --resource-pattern-type prefixed

# go-live
allow --allow-principal User:go-live --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:go-live --operation Write --topic offers.stage.validate-prerequisites
allow --allow-principal User:go-live --operation Write --topic offers.stage.validate-test-drive
allow --allow-principal User:go-live --operation Write --topic offers.stage.certify
allow --allow-principal User:go-live --operation Write --topic offers.stage.provision-preview
allow --allow-principal User:go-live --operation Write --topic offers.stage.package
allow --allow-principal User:go-live --operation Write --topic offers.stage.publisher-sign-off
allow --allow-principal User:go-live --operation Write --topic offers.stage.provision-production
allow --allow-principal User:go-live --operation Read --topic offers.stage.go-live
allow --allow-principal User:go-live --operation Write --topic offers.outcomes
allow --allow-principal User:go-live --operation Write --topic offers.catalogue
allow --allow-principal User:go-live --operation Read --operation Write --topic offers.controls
allow --allow-principal User:go-live --operation Write --topic offers.dead-letters
allow --allow-principal User:go-live --operation Read --operation Describe --group go-live --resource-pattern-type prefixed
allow --allow-principal User:go-live --operation Write --operation Describe --transactional-id go-live- --resource-pattern-type prefixed

# offer-notifier
allow --allow-principal User:offer-notifier --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:offer-notifier --operation Read --topic offers.history
allow --allow-principal User:offer-notifier --operation Write --topic offers.notifications
allow --allow-principal User:offer-notifier --operation Write --topic offers.dead-letters
allow --allow-principal User:offer-notifier --operation Read --operation Describe --group offer-notifier --resource-pattern-type prefixed
allow --allow-principal User:offer-notifier --operation Write --operation Describe --transactional-id offer-notifier- --resource-pattern-type prefixed

# offer-mailer
allow --allow-principal User:offer-mailer --operation Describe --topic offers. --resource-pattern-type prefixed
allow --allow-principal User:offer-mailer --operation Read --topic offers.notifications
allow --allow-principal User:offer-mailer --operation Write --topic offers.dead-letters
allow --allow-principal User:offer-mailer --operation Read --operation Describe --group offer-mailer --resource-pattern-type prefixed
allow --allow-principal User:offer-mailer --operation Write --operation Describe --transactional-id offer-mailer- --resource-pattern-type prefixed

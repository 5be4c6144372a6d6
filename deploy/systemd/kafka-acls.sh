#!/bin/sh
# Made by offer-manifests from the declarations of topics and workers: change those, not this.
# Gives each worker its rights. Usage: BROKER=HOST:PORT [CONFIG=admin.properties] sh kafka-acls.sh
# A worker's principal is User:NAME, such as User:certify; with TLS, let ssl.principal.mapping.rules make it of the name.
set -eu
allow() {
    kafka-acls.sh --bootstrap-server "$BROKER" ${CONFIG:+--command-config "$CONFIG"} --add --force "$@"
}

# offer-coordinator
allow --allow-principal User:offer-coordinator --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:offer-coordinator --operation Read --operation Write \
    --topic offers.commands \
    --topic offers.status \
    --topic offers.blocked \
    --topic offers.controls
allow --allow-principal User:offer-coordinator --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.history \
    --topic offers.support-tickets \
    --topic offers.dead-letters
allow --allow-principal User:offer-coordinator --operation Read \
    --topic offers.outcomes
allow --allow-principal User:offer-coordinator --operation Read --operation Describe --resource-pattern-type prefixed \
    --group offer-coordinator
allow --allow-principal User:offer-coordinator --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id offer-coordinator-

# validate-prerequisites
allow --allow-principal User:validate-prerequisites --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:validate-prerequisites --operation Read \
    --topic offers.stage.validate-prerequisites
allow --allow-principal User:validate-prerequisites --operation Write \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:validate-prerequisites --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:validate-prerequisites --operation Read --operation Describe --resource-pattern-type prefixed \
    --group validate-prerequisites
allow --allow-principal User:validate-prerequisites --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id validate-prerequisites-

# validate-test-drive
allow --allow-principal User:validate-test-drive --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:validate-test-drive --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:validate-test-drive --operation Read \
    --topic offers.stage.validate-test-drive
allow --allow-principal User:validate-test-drive --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:validate-test-drive --operation Read --operation Describe --resource-pattern-type prefixed \
    --group validate-test-drive
allow --allow-principal User:validate-test-drive --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id validate-test-drive-

# certify
allow --allow-principal User:certify --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:certify --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:certify --operation Read \
    --topic offers.stage.certify
allow --allow-principal User:certify --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:certify --operation Read --operation Describe --resource-pattern-type prefixed \
    --group certify
allow --allow-principal User:certify --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id certify-

# provision-preview
allow --allow-principal User:provision-preview --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:provision-preview --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:provision-preview --operation Read \
    --topic offers.stage.provision-preview
allow --allow-principal User:provision-preview --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:provision-preview --operation Read --operation Describe --resource-pattern-type prefixed \
    --group provision-preview
allow --allow-principal User:provision-preview --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id provision-preview-

# package
allow --allow-principal User:package --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:package --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:package --operation Read \
    --topic offers.stage.package
allow --allow-principal User:package --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:package --operation Read --operation Describe --resource-pattern-type prefixed \
    --group package
allow --allow-principal User:package --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id package-

# publisher-sign-off
allow --allow-principal User:publisher-sign-off --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:publisher-sign-off --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.provision-production \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:publisher-sign-off --operation Read \
    --topic offers.stage.publisher-sign-off
allow --allow-principal User:publisher-sign-off --operation Read --operation Write \
    --topic offers.awaiting-sign-off \
    --topic offers.preview \
    --topic offers.controls
allow --allow-principal User:publisher-sign-off --operation Read --operation Describe --resource-pattern-type prefixed \
    --group publisher-sign-off
allow --allow-principal User:publisher-sign-off --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id publisher-sign-off-

# provision-production
allow --allow-principal User:provision-production --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:provision-production --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.go-live \
    --topic offers.outcomes \
    --topic offers.dead-letters
allow --allow-principal User:provision-production --operation Read \
    --topic offers.stage.provision-production
allow --allow-principal User:provision-production --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:provision-production --operation Read --operation Describe --resource-pattern-type prefixed \
    --group provision-production
allow --allow-principal User:provision-production --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id provision-production-

# go-live
allow --allow-principal User:go-live --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:go-live --operation Write \
    --topic offers.stage.validate-prerequisites \
    --topic offers.stage.validate-test-drive \
    --topic offers.stage.certify \
    --topic offers.stage.provision-preview \
    --topic offers.stage.package \
    --topic offers.stage.publisher-sign-off \
    --topic offers.stage.provision-production \
    --topic offers.outcomes \
    --topic offers.catalogue \
    --topic offers.dead-letters
allow --allow-principal User:go-live --operation Read \
    --topic offers.stage.go-live
allow --allow-principal User:go-live --operation Read --operation Write \
    --topic offers.controls
allow --allow-principal User:go-live --operation Read --operation Describe --resource-pattern-type prefixed \
    --group go-live
allow --allow-principal User:go-live --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id go-live-

# offer-notifier
allow --allow-principal User:offer-notifier --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:offer-notifier --operation Read \
    --topic offers.history
allow --allow-principal User:offer-notifier --operation Write \
    --topic offers.notifications \
    --topic offers.dead-letters
allow --allow-principal User:offer-notifier --operation Read --operation Describe --resource-pattern-type prefixed \
    --group offer-notifier
allow --allow-principal User:offer-notifier --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id offer-notifier-

# offer-mailer
allow --allow-principal User:offer-mailer --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:offer-mailer --operation Read \
    --topic offers.notifications
allow --allow-principal User:offer-mailer --operation Write \
    --topic offers.dead-letters
allow --allow-principal User:offer-mailer --operation Read --operation Describe --resource-pattern-type prefixed \
    --group offer-mailer
allow --allow-principal User:offer-mailer --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id offer-mailer-

# offer-gateway
allow --allow-principal User:offer-gateway --operation Describe --resource-pattern-type prefixed \
    --topic offers.
allow --allow-principal User:offer-gateway --operation Read --operation Write \
    --topic offers.commands \
    --topic offers.drafts
allow --allow-principal User:offer-gateway --operation Read \
    --topic offers.status \
    --topic offers.history \
    --topic offers.preview \
    --topic offers.catalogue
allow --allow-principal User:offer-gateway --operation Describe --resource-pattern-type prefixed \
    --group offer-gateway
allow --allow-principal User:offer-gateway --operation Write --operation Describe --resource-pattern-type prefixed \
    --transactional-id offer-gateway-

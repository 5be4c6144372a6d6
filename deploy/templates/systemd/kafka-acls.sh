#!/bin/sh
# {{generated}}
# Gives each worker its rights. Usage: BROKER=HOST:PORT [CONFIG=admin.properties] sh kafka-acls.sh
# A worker's principal is User:NAME, such as User:certify; with TLS, ssl.principal.mapping.rules can map the certificate to it.
set -eu
allow() {
    kafka-acls.sh --bootstrap-server "$BROKER" ${CONFIG:+--command-config "$CONFIG"} --add --force "$@"
}
{{#services}}

# {{service}}
{{#calls}}
allow --allow-principal User:{{service}}{{#operations}} --operation {{operation}}{{/operations}}{{#isPrefix}} --resource-pattern-type prefixed{{/isPrefix}}{{#names}} \
    --{{option}} {{resource}}{{/names}}
{{/calls}}
{{/services}}

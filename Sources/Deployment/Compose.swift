// The line on one machine with containers: Apache Kafka in KRaft mode, topics, a container for each worker.

import Base
import Offers

extension Manifests {
    /// The gateway's own lines. Its tokens file holds hashes only; OFFERS_TOKENS_FILE names another than the sample.
    private static func door(_ member: Service) -> String {
        guard let port = member.port else { return "" }
        return """

                ports: ["127.0.0.1:\(port):\(port)"]
                environment:
                  <<: *settings
                  OFFERS_LISTEN: 0.0.0.0
                  OFFERS_TOKENS: /etc/offers/tokens
                volumes:
                  - data:/var/lib/offers
                  - ${OFFERS_TOKENS_FILE:-../gateway/tokens.sample}:/etc/offers/tokens:ro
            """
    }

    static var compose: String {
        let services = Service.all.map { member in
            """
              \(member.name):
                <<: *worker
                command: [/opt/offers/bin/\(member.name)]\(door(member))

            """
        }
        return """
            # \(generated)
            # docker compose -f deploy/container/compose.yaml up --build
            # Pages and API: http://localhost:8080/, with OFFERS_TOKENS_FILE naming a file that offer-gateway new-token made.
            # Kafka answers on localhost:9092, too: kcat -b localhost:9092 -C -t offers.notifications
            name: publishing-line

            x-worker: &worker
              image: publishing-line:\(programVersion)
              build:
                context: ../..
                dockerfile: deploy/container/Dockerfile
              restart: unless-stopped
              read_only: true
              cap_drop: [ALL]
              security_opt: ["no-new-privileges:true"]
              tmpfs: [/tmp]
              environment: &settings
                OFFERS_BROKER: kafka:19092
                OFFERS_METRICS_ADDRESS: 0.0.0.0:9400
                OFFERS_DATA_DIR: /var/lib/offers
                OFFERS_MAILDIR: /var/lib/offers/mail
                OFFERS_SCANNER: tcp:clamav:3310
              volumes:
                - data:/var/lib/offers
              depends_on:
                topics: { condition: service_completed_successfully }
              healthcheck:
                test: [CMD, curl, --fail, --silent, --output, /dev/null, "http://127.0.0.1:9400/healthz"]
                interval: 20s
                start_period: 30s
              stop_grace_period: 30s

            services:
              kafka:
                image: apache/kafka:4.0.0
                restart: unless-stopped
                ports: ["127.0.0.1:9092:9092"]
                environment:
                  KAFKA_NODE_ID: "1"
                  KAFKA_PROCESS_ROLES: broker,controller
                  KAFKA_LISTENERS: INSIDE://:19092,OUTSIDE://:9092,CONTROLLER://:9093
                  KAFKA_ADVERTISED_LISTENERS: INSIDE://kafka:19092,OUTSIDE://localhost:9092
                  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT
                  KAFKA_INTER_BROKER_LISTENER_NAME: INSIDE
                  KAFKA_CONTROLLER_LISTENER_NAMES: CONTROLLER
                  KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
                  # One node: the transaction log has one copy.
                  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1"
                  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1"
                  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1"
                  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0"
                  KAFKA_AUTO_CREATE_TOPICS_ENABLE: "false"
                  KAFKA_LOG_DIRS: /var/lib/kafka/data
                volumes:
                  - kafka:/var/lib/kafka/data
                healthcheck:
                  test: [CMD, /opt/kafka/bin/kafka-broker-api-versions.sh, --bootstrap-server, "localhost:9092"]
                  interval: 10s
                  timeout: 10s
                  retries: 12
                  start_period: 20s

              # Certification scans images with it; until it has read its signatures, certification waits and says so.
              clamav:
                image: clamav/clamav:1.4
                restart: unless-stopped
                volumes:
                  - signatures:/var/lib/clamav

              topics:
                <<: *worker
                restart: on-failure
                command: [/opt/offers/bin/offerctl, topics, apply, --replication, "1"]
                healthcheck: { disable: true }
                depends_on:
                  kafka: { condition: service_healthy }

            \(services.joined(separator: "\n"))
            volumes:
              data:
              kafka:
              signatures:

            """
    }
}

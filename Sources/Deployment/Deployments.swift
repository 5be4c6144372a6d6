// The workers as Kubernetes runs them, and how many of each by how much waits.

import Base
import Offers

extension Manifests {
    /// A Deployment for each of the crew. All settings that are alike stand in the ConfigMap `offers-settings`.
    static var workers: String { documents([settings] + Service.all.map(deployment)) }

    private static var settings: String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: offers-settings
        data:
          OFFERS_BROKER: \(bootstrap)
          OFFERS_CLIENT_PROPERTIES: /etc/offers-client/client.properties
          OFFERS_METRICS_ADDRESS: 0.0.0.0:9400
          OFFERS_DATA_DIR: /var/lib/offers
          # A folder of the pod: it outlives the container that crashes.
          OFFERS_CRASH_NOTES: /tmp/notes
          OFFERS_SCANNER: tcp:clamav:3310
          OFFERS_MAIL_FROM: publishing@example.org
          OFFERS_OPERATOR_ADDRESS: operator@example.org
          OFFERS_PAGES_URL: https://publishing.example.org
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: offers-client
        data:
          client.properties: |
            security.protocol=ssl
            ssl.ca.location=/etc/kafka-ca/ca.crt
            ssl.certificate.location=/etc/kafka-user/user.crt
            ssl.key.location=/etc/kafka-user/user.key

        """
    }

    private static func deployment(_ member: Service) -> String {
        let own = Own(member)
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(member.name)
              labels: { app.kubernetes.io/name: \(member.name), app.kubernetes.io/part-of: publishing-line }
            spec:
              replicas: \(member.port == nil ? 1 : 2)
              selector:
                matchLabels: { app.kubernetes.io/name: \(member.name) }
              strategy:
                rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
              template:
                metadata:
                  labels: { app.kubernetes.io/name: \(member.name), app.kubernetes.io/part-of: publishing-line }
                  annotations: { prometheus.io/scrape: "true", prometheus.io/port: "9400" }
                spec:
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 30
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 10001
                    runAsGroup: 10001
                    fsGroup: 10001
                    seccompProfile: { type: RuntimeDefault }
                  containers:
                    - name: worker
                      image: publishing-line:\(programVersion)
                      command: [/opt/offers/bin/\(member.name)]
                      env:
                        - name: OFFERS_INSTANCE
                          valueFrom: { fieldRef: { fieldPath: metadata.name } }\(items(own.environment, at: 12))
                      envFrom:
                        - configMapRef: { name: offers-settings }
                      ports:
                        - { name: metrics, containerPort: 9400 }\(items(own.ports, at: 12))
                      # Reading back a large table takes minutes at most; then the loop comes round at least every second.
                      livenessProbe:
                        httpGet: { path: /healthz, port: metrics }
                        periodSeconds: 20
                        failureThreshold: 3
                      readinessProbe:
                        httpGet: { path: /readyz, port: metrics }
                        periodSeconds: 5
                      resources:
                        requests: { cpu: 100m, memory: 128Mi }
                        limits: { memory: 512Mi }
                      securityContext:
                        allowPrivilegeEscalation: false
                        readOnlyRootFilesystem: true
                        capabilities: { drop: [ALL] }
                      volumeMounts:
                        - { name: client, mountPath: /etc/offers-client, readOnly: true }
                        - { name: kafka-ca, mountPath: /etc/kafka-ca, readOnly: true }
                        - { name: kafka-user, mountPath: /etc/kafka-user, readOnly: true }
                        - { name: tmp, mountPath: /tmp }\(items(own.mounts, at: 12))
                  volumes:
                    - { name: client, configMap: { name: offers-client } }
                    - { name: kafka-ca, secret: { secretName: \(cluster)-cluster-ca-cert } }
                    - { name: kafka-user, secret: { secretName: \(member.name) } }
                    - { name: tmp, emptyDir: { sizeLimit: 1Gi } }\(items(own.volumes, at: 8))

            """
    }

    /// What one of the crew has and others have not.
    private struct Own {
        var environment: [String] = []
        var ports: [String] = []
        var mounts: [String] = []
        var volumes: [String] = []

        init(_ member: Service) {
            if member.needsData {
                mounts.append("{ name: data, mountPath: /var/lib/offers }")
                volumes.append("{ name: data, persistentVolumeClaim: { claimName: offers-data } }")
            }
            if member.name == "offer-mailer" {
                mounts.append("{ name: relay, mountPath: /etc/msmtprc, subPath: msmtprc, readOnly: true }")
                volumes.append("{ name: relay, secret: { secretName: offers-mail-relay } }")
            }
            if let port = member.port {
                environment = [
                    "{ name: OFFERS_LISTEN, value: 0.0.0.0 }", "{ name: OFFERS_PORT, value: \"\(port)\" }",
                    "{ name: OFFERS_TOKENS, value: /etc/offers-tokens/tokens }",
                    "{ name: OFFERS_COOKIES, value: secure }",
                ]
                ports.append("{ name: http, containerPort: \(port) }")
                mounts.append("{ name: tokens, mountPath: /etc/offers-tokens, readOnly: true }")
                volumes.append("{ name: tokens, secret: { secretName: offers-gateway-tokens } }")
            }
        }
    }

    /// Items of a YAML list, each on a line of its own, behind what stands before.
    private static func items(_ items: [String], at depth: Int) -> String {
        items.map { "\n" + String(repeating: " ", count: depth) + "- " + $0 }.joined()
    }

    /// KEDA's ScaledObject for each worker: more of it while records wait, never more than there are partitions, never
    /// none, since an idle worker is what keeps a publisher's wait short.
    static var scalers: String {
        let groups = Service.all.filter(\.joinsGroup)
        let authentication = groups.map { member in
            """
            apiVersion: keda.sh/v1alpha1
            kind: TriggerAuthentication
            metadata:
              name: \(member.name)
            spec:
              secretTargetRef:
                - { parameter: ca, name: \(cluster)-cluster-ca-cert, key: ca.crt }
                - { parameter: cert, name: \(member.name), key: user.crt }
                - { parameter: key, name: \(member.name), key: user.key }

            """
        }
        return documents(zip(authentication, groups).flatMap { [$0, scaler($1)] })
    }

    private static func scaler(_ member: Service) -> String {
        let triggers = member.inputs.map { topic in
            """
                - type: kafka
                  metadata:
                    bootstrapServers: \(bootstrap)
                    consumerGroup: \(member.name)
                    topic: \(topic.name)
                    # A transaction's marker counts as one record for each partition, so it lies well above those.
                    lagThreshold: "50"
                    offsetResetPolicy: earliest
                    tls: enable
                  authenticationRef: { name: \(member.name) }
            """
        }
        return """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata:
              name: \(member.name)
            spec:
              scaleTargetRef: { name: \(member.name) }
              minReplicaCount: 1
              maxReplicaCount: \(Topic.defaultPartitions)
              cooldownPeriod: 300
              triggers:
            \(triggers.joined(separator: "\n"))

            """
    }
}

// The workers as Kubernetes runs them, and how many of each by how much waits.

import Offers

extension Manifests {
    /// A Deployment for each worker. All settings that are alike stand in the ConfigMap `offers-settings`.
    static var workers: String { documents([settings] + CrewMember.all.map(deployment)) }

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

    private static func deployment(_ member: CrewMember) -> String {
        let mailDirectory = member.name == "offer-mailer"
        let mount = member.needsData ? "\n            - { name: data, mountPath: /var/lib/offers }" : ""
        let volume =
            member.needsData ? "\n        - { name: data, persistentVolumeClaim: { claimName: offers-data } }" : ""
        let mail =
            mailDirectory
            ? "\n            - { name: relay, mountPath: /etc/msmtprc, subPath: msmtprc, readOnly: true }" : ""
        let mailVolume = mailDirectory ? "\n        - { name: relay, secret: { secretName: offers-mail-relay } }" : ""
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(member.name)
              labels: { app.kubernetes.io/name: \(member.name), app.kubernetes.io/part-of: publishing-line }
            spec:
              replicas: 1
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
                      image: publishing-line:0.1.0
                      command: [/opt/offers/bin/\(member.name)]
                      env:
                        - name: OFFERS_INSTANCE
                          valueFrom: { fieldRef: { fieldPath: metadata.name } }
                      envFrom:
                        - configMapRef: { name: offers-settings }
                      ports:
                        - { name: metrics, containerPort: 9400 }
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
                        - { name: tmp, mountPath: /tmp }\(indented(mount))\(indented(mail))
                  volumes:
                    - { name: client, configMap: { name: offers-client } }
                    - { name: kafka-ca, secret: { secretName: \(cluster)-cluster-ca-cert } }
                    - { name: kafka-user, secret: { secretName: \(member.name) } }
                    - { name: tmp, emptyDir: { sizeLimit: 1Gi } }\(indented(volume))\(indented(mailVolume))

            """
    }

    /// The optional lines are written at the depth of the template above.
    private static func indented(_ line: String) -> String {
        guard let start = line.firstIndex(of: "-") else { return "" }
        let depth = line.contains("mountPath") ? 12 : 8
        return "\n" + String(repeating: " ", count: depth) + line[start...]
    }

    /// KEDA's ScaledObject for each worker: more of it while records wait, never more than there are partitions, never
    /// none, since an idle worker is what keeps a publisher's wait short.
    static var scalers: String {
        let authentication = CrewMember.all.map { member in
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
        return documents(zip(authentication, CrewMember.all).flatMap { [$0, scaler($1)] })
    }

    private static func scaler(_ member: CrewMember) -> String {
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

// What the gateway needs besides a Deployment: the way in. TLS ends in front of it, at the Ingress.

extension Manifests {
    /// Service and Ingress. A session of the pages lives in one process, so a browser is led back to where it signed in.
    static var gateway: String {
        documents(
            Service.all.filter { $0.port != nil }.flatMap { member in
                [
                    """
                    apiVersion: v1
                    kind: Service
                    metadata:
                      name: \(member.name)
                      labels: { app.kubernetes.io/name: \(member.name), app.kubernetes.io/part-of: publishing-line }
                    spec:
                      selector: { app.kubernetes.io/name: \(member.name) }
                      sessionAffinity: ClientIP
                      ports:
                        - { name: http, port: 80, targetPort: http }

                    """,
                    """
                    # The annotations are ingress-nginx's: a cookie of its own for the session, and no buffer between the pages and
                    # their events. The secret offers-gateway-tls holds the certificate (cert-manager makes it).
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata:
                      name: \(member.name)
                      labels: { app.kubernetes.io/name: \(member.name), app.kubernetes.io/part-of: publishing-line }
                      annotations:
                        nginx.ingress.kubernetes.io/affinity: cookie
                        nginx.ingress.kubernetes.io/proxy-buffering: "off"
                        nginx.ingress.kubernetes.io/proxy-body-size: 1m
                    spec:
                      tls:
                        - hosts: [publishing.example.org]
                          secretName: offers-gateway-tls
                      rules:
                        - host: publishing.example.org
                          http:
                            paths:
                              - path: /
                                pathType: Prefix
                                backend: { service: { name: \(member.name), port: { name: http } } }

                    """,
                ]
            })
    }
}

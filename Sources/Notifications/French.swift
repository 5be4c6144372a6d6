// The mails in French. Texts are written with ordinary blanks; `typeset` makes those before double punctuation and
// inside guillemets unbreakable, as French typography wants them.

struct French: Wording {
    let labels = Labels(
        offer: "Offre :".typeset, submission: "Soumission :".typeset, step: "Étape :".typeset, state: "État :".typeset,
        time: "Date :".typeset,
        whatHappened: "Ce qui s’est passé", whatToDo: "Que faire maintenant",
        footer: "Ce message a été envoyé automatiquement. Les réponses ne sont pas lues.")

    let undeliverable =
        "Ce message est destiné à l’éditeur, mais la soumission n’a aucune adresse de notification utilisable. "
        + "Veuillez le lui transmettre et lui demander d’indiquer une adresse dans l’offre, sous /notifications/emails."

    func subject(_ saying: MailText, _ o: MailModel) -> String {
        let place = o.step.map { ", étape \($0.number) sur \($0.count) (\($0.name))" } ?? ""
        return "\(saying.happened) : \(o.offer)\(place) : \(saying.next)".typeset
    }

    func step(_ step: MailModel.Step) -> String { "\(step.number) sur \(step.count), \(step.name)" }

    func saying(_ notice: Notification, _ o: MailModel) -> MailText {
        let step = o.step.map { "l’étape \($0.number) (\($0.name))" } ?? "une étape"
        switch notice {
        case .rejected:
            let what = o.problemCount == 1 ? "1 problème" : "\(o.problemCount) problèmes"
            return MailText(
                happened: "Rejetée",
                next: o.problemCount == 0
                    ? "voir le motif et publier à nouveau" : "corriger \(what) et publier à nouveau",
                report: [
                    paragraph(
                        "La publication s’est arrêtée à \(step)." + (o.problemCount == 0 ? "" : " Constat : \(what)."))
                ] + o.reasonGiven + o.problemList(remedyLabel: "À faire :".typeset) + omitted(o),
                advice: [
                    paragraph(
                        "Corrigez dans l’offre tout ce qui est indiqué ci-dessus, puis publiez-la à nouveau. "
                            + "La publication reprend à l’étape 1."),
                    o.publish, paragraph("Si quelque chose n’est pas clair, demandez de l’aide au support :"),
                    o.requestSupport,
                ])
        case .previewReady:
            return MailText(
                happened: "Prête pour votre vérification", next: "mettre en ligne ou annuler",
                report: [
                    paragraph(
                        "L’offre est en préversion. Seuls les abonnements de sa liste d’autorisation peuvent la voir.")
                ] + o.details,
                advice: [
                    paragraph("Vérifiez la préversion. Si tout est correct, mettez l’offre en ligne :"), o.goLive,
                    paragraph(
                        "Sinon, annulez, corrigez l’offre et publiez-la à nouveau ; toutes les étapes seront refaites :"
                    ),
                    o.cancel, paragraph("Il n’y a pas de délai : la préversion vous attend."),
                ])
        case .live:
            return MailText(
                happened: "En ligne", next: "plus rien à faire",
                report: [paragraph("L’offre est en ligne sur la place de marché.")] + o.details,
                advice: [
                    paragraph(
                        "Vous n’avez rien à faire. Pour changer l’offre plus tard, modifiez-la et publiez-la à nouveau :"
                    ),
                    o.publish,
                ])
        case .canceled:
            return MailText(
                happened: "Annulée", next: "publier à nouveau quand vous le voudrez",
                report: [
                    paragraph(
                        "La soumission a été annulée. Rien n’en reste en préversion et rien n’en a été mis en ligne. "
                            + "Une version déjà en ligne le reste.")
                ] + o.reasonGiven,
                advice: [
                    paragraph(
                        "Publiez l’offre à nouveau quand vous le voudrez. Toutes les étapes seront refaites, dès la première."
                    ), o.publish,
                ])
        case .overdue:
            return MailText(
                happened: "Plus longue que prévu", next: "rien à faire, le support est là au besoin",
                report: [
                    paragraph(
                        "Pour \(step), l’offre a dépassé la durée maximale prévue\(limit(o)). "
                            + "Ce n’est pas un échec : la publication continue dès que l’étape est terminée.")
                ] + o.details,
                advice: [
                    paragraph("Vous n’avez rien à faire. Si vous ne pouvez pas attendre, adressez-vous au support :"),
                    o.requestSupport,
                ])
        case .delayed:
            return MailText(
                happened: "Retardée par une panne de notre côté", next: "nous y travaillons, rien à faire",
                report: [
                    paragraph(
                        "À cause d’une panne de notre côté, \(step) ne peut pas être terminée pour le moment. "
                            + "Votre offre n’est pas en cause. Nos opérateurs ont été prévenus.")
                ],
                advice: [
                    paragraph(
                        "Vous n’avez rien à faire : la publication reprendra à cette étape une fois la panne réparée. "
                            + "En cas d’urgence, adressez-vous au support :"), o.requestSupport,
                ])
        case .refused, .operatorRefused:
            return MailText(
                happened: "Refusée (\(o.command))", next: "voir le motif",
                report: [paragraph("La commande « \(o.command) » a été refusée et n’a rien changé. Le motif :")]
                    + o.reasonGiven,
                advice: [
                    paragraph("Regardez où en est l’offre, puis redonnez la commande quand elle sera possible :"),
                    o.status,
                ])
        case .supportOpened:
            return MailText(
                happened: "Demande de support reçue, ticket \(o.ticket)", next: "rien à faire, nous vous répondrons",
                report: [
                    paragraph(
                        "Votre demande de support porte le numéro de ticket \(o.ticket). "
                            + "Elle contient l’état et l’historique de l’offre.")
                ] + request(o),
                advice: [
                    paragraph("Vous n’avez rien à faire. Indiquez le numéro du ticket si vous écrivez au support.")
                ]
            )
        case .stepBlocked:
            return MailText(
                happened: "Bloquée", next: "réparer la panne et reprendre",
                report: [
                    paragraph(
                        "Tous les essais ont échoué pour \(step). L’éditeur n’est pas en cause. La panne :")
                ] + o.reasonGiven + [paragraph("Signalée par \(o.by), événement \(o.cause).")],
                advice: [
                    paragraph(
                        "Examinez ce que la panne désigne, les journaux (\(worker(o))) et l’historique de l’offre :"),
                    o.status, o.history, paragraph("Une fois la panne réparée, faites reprendre l’étape :"), o.resume,
                ])
        case .stepOverdue:
            return MailText(
                happened: "En retard", next: "vérifier que son processus tourne",
                report: [paragraph("Pour \(step), l’offre a dépassé la durée maximale prévue\(limit(o)).")] + o.details,
                advice: [
                    paragraph(
                        "Vérifiez que \(worker(o)) tourne, ce que dit son journal et combien d’offres l’attendent :"),
                    o.status, o.history,
                ])
        case .supportRequested:
            return MailText(
                happened: "Support demandé, ticket \(o.ticket)", next: "répondre à l’éditeur",
                report: [paragraph("L’éditeur a demandé de l’aide au support, ticket \(o.ticket).")] + request(o),
                advice: [paragraph("Répondez à l’éditeur :"), contacts(o), o.status, o.history])
        case .approvalAsked:
            return MailText(
                happened: "En attente d’approbation", next: "approuver ou rejeter",
                report: [
                    paragraph("Le travail de \(step) est terminé et le profil demande l’approbation d’un opérateur.")
                ] + o.details,
                advice: [
                    paragraph("Examinez l’offre :"), o.status, paragraph("Approuvez-la :"), o.approve,
                    paragraph("Ou rejetez-la, en disant pourquoi :"), o.reject,
                ])
        }
    }

    private func paragraph(_ text: String) -> Block { .paragraph(text.typeset) }

    private func omitted(_ o: MailModel) -> [Block] {
        o.omittedProblems == 0
            ? [] : [paragraph("… et \(o.omittedProblems) de plus. L’état les montre tous :"), o.status]
    }

    private func request(_ o: MailModel) -> [Block] { o.reason.map { [paragraph("La demande : \($0)")] } ?? [] }

    private func contacts(_ o: MailModel) -> Block {
        .list(o.publisherAddresses.isEmpty ? ["aucune adresse connue"] : o.publisherAddresses.map(\.description))
    }

    private func worker(_ o: MailModel) -> String { o.step.map { "le processus \($0.stage)" } ?? "son processus" }

    private func limit(_ o: MailModel) -> String {
        guard let (count, unit) = o.longest?.inWholeUnits else { return o.reason.map { " (\($0))" } ?? "" }
        let word =
            switch unit {
            case .days: "jour"
            case .hours: "heure"
            case .minutes: "minute"
            case .seconds: "seconde"
            }
        return " (\(count) \(word)\(count < 2 ? "" : "s"))"
    }
}

extension String {
    /// The text with no-break spaces where French has them.
    fileprivate var typeset: String {
        var text = self
        for mark in [":", ";", "?", "!", "»"] { text = text.replacing(" \(mark)", with: "\u{00A0}\(mark)") }
        return text.replacing("« ", with: "«\u{00A0}")
    }
}

// All texts in French, one `code = text` a line. A test checks that all languages have the same codes and placeholders.

extension Localization {
    static let french = #"""
        # States of an offer
        state.NeverPublished = Jamais publiée
        state.NotStarted = Non commencée
        state.Running = En cours
        state.WaitingForPublisherReview = En attente de la validation de l’éditeur
        state.Succeeded = En ligne
        state.Failed = Échec
        state.stopped = Plus en vente
        state.Canceled = Annulée

        # States of a step
        step.NotStarted = Non commencée
        step.InProgress = En cours
        step.WaitingForPublisherReview = En attente de la validation de l’éditeur
        step.WaitingForApproval = En attente d’approbation
        step.Blocked = Bloquée par un incident
        step.Rejected = Rejetée
        step.Complete = Terminée
        step.Canceled = Annulée
        step.Skipped = Omise

        # Spans of time
        time.second = 1 s
        time.seconds = {count} s
        time.minute = 1 min
        time.minutes = {count} min
        time.hour = 1 h
        time.hours = {count} h
        time.day = 1 jour
        time.days = {count} jours
        time.business-day = 1 jour ouvré
        time.business-days = {count} jours ouvrés

        # Why a command is refused
        refusal.already-running = La soumission {submission} est encore en cours. Publiez à nouveau quand elle sera terminée.
        refusal.unknown-profile = Le profil de publication « {name} » n’existe pas. Profils disponibles : {known}.
        refusal.no-profile = Les offres de type {type} n’ont pas de profil de publication par défaut. Indiquez un profil dans la commande.
        refusal.no-step-applies = Aucune étape du profil de publication {profile} ne s’applique à cette offre. Indiquez un autre profil dans la commande.
        refusal.offer-too-large = Le document de l’offre compte {bytes} octets ; la limite est de {most}. Réduisez-le : désignez les images par leur adresse et abrégez les descriptions.
        refusal.never-published = Cette offre n’a jamais été publiée. Publiez-la d’abord.
        refusal.not-running = Cette offre n’a aucune soumission en cours. Publiez-la d’abord.
        refusal.not-at-sign-off = L’offre en est à l’étape « {step} ». Mettez-la en ligne quand sa version préliminaire sera prête pour la validation de l’éditeur.
        refusal.no-sign-off = Ce profil de publication ne comporte pas de validation de l’éditeur. L’offre est mise en ligne automatiquement.
        refusal.already-going-live = La mise en ligne a déjà été acceptée. L’offre est en route vers la production.
        refusal.cancel-only-at-sign-off = Ce profil de publication ne permet d’annuler qu’à la validation de l’éditeur. Annulez quand la version préliminaire sera prête.
        refusal.cancel-too-late = La mise en ligne a déjà été acceptée ; la soumission ne peut plus être annulée. Ouvrez une demande de support.
        refusal.cancel-without-sign-off = Ce profil de publication ne comporte pas de validation de l’éditeur ; la soumission ne peut donc pas être annulée. Ouvrez une demande de support.
        refusal.not-live = Cette offre n’est pas en ligne : elle n’est donc pas en vente. Il n’y a rien à arrêter.
        refusal.stop-while-going-live = Une nouvelle version est en route vers la production et remettrait l’offre en ligne. Arrêtez la vente quand elle sera en ligne.
        refusal.nothing-to-approve = Aucune étape de cette offre n’attend d’approbation.
        refusal.nothing-to-reject = Aucune étape de cette offre n’attend d’approbation ni n’est bloquée. Il n’y a rien à rejeter.
        refusal.nothing-blocked = Aucune étape de cette offre n’est bloquée et l’offre n’est pas suspendue. Il n’y a rien à reprendre.
        refusal.already-paused = Cette offre est déjà suspendue. Reprenez-la pour continuer.
        refusal.parked-event-missing = L’état enregistré de l’étape bloquée est perdu. Rejetez la soumission et demandez à l’éditeur de publier à nouveau.

        # Notes of the coordinator

        # Every mail
        mail.greeting.publisher = Bonjour,
        mail.greeting.operator = Bonjour,
        mail.fact = {name} : {value}
        mail.title-and-key = {title} ({key})
        mail.offer = Offre
        mail.submission = Soumission
        mail.step = Étape
        mail.place = {number} sur {count}, {name}
        mail.state = État
        mail.time = Date
        mail.limit = Durée maximale prévue
        mail.reason = Motif
        mail.request = Demande
        mail.remedy = À faire
        mail.problem = 1 problème
        mail.problems = {problem-count} problèmes
        mail.more = … et {more} de plus. La page de l’offre les montre tous.
        mail.no-address = Aucune adresse n’est connue.
        mail.undeliverable = Cet e-mail est destiné à l’éditeur, mais la soumission n’a aucune adresse de notification utilisable. Transmettez-le à l’éditeur et demandez-lui d’indiquer une adresse sous /notifications/emails dans le document de l’offre.
        mail.not-told = L’éditeur n’a pas été prévenu, car la soumission n’a aucune adresse de notification utilisable. Demandez-lui d’indiquer une adresse sous /notifications/emails dans le document de l’offre.
        mail.limit-reached = Le nombre maximal d’e-mails par heure est atteint. Il n’y en aura plus jusqu’à {until}. La page de chaque offre montre tout ce qui se passe.
        mail.next = Que faire maintenant
        mail.footer = Ce message a été envoyé automatiquement. Les réponses ne sont pas lues.

        # Mails to publishers
        mail.rejected.subject = Rejetée : {problems} à corriger
        mail.rejected.happened = La publication de {title} s’est arrêtée à l’étape {number} sur {count} ({name}). Nous avons trouvé {problems}.
        mail.rejected.next = Corrigez dans le document de l’offre tout ce qui est indiqué ci-dessus, puis publiez l’offre à nouveau. La publication recommence à l’étape 1. Si quelque chose n’est pas clair, demandez de l’aide au support sur la page de l’offre.
        mail.rejected.button = Ouvrir l’offre
        mail.preview-ready.subject = Prête pour votre validation
        mail.preview-ready.happened = La version préliminaire de {title} est prête. Seuls les abonnements de sa liste d’autorisation peuvent la voir.
        mail.preview-ready.next = Vérifiez la version préliminaire. Si tout est correct, mettez l’offre en ligne. Sinon, annulez, corrigez le document de l’offre et publiez l’offre à nouveau ; toutes les étapes recommencent alors. Il n’y a pas de délai : la version préliminaire reste disponible jusqu’à votre décision.
        mail.preview-ready.button = Mettre en ligne ou annuler
        mail.live.subject = Votre offre est en ligne
        mail.live.happened = {title} est en ligne sur la place de marché.
        mail.live.next = Vous n’avez rien à faire. Pour changer l’offre plus tard, modifiez-la et publiez-la à nouveau.
        mail.live.button = Ouvrir l’offre
        mail.canceled.subject = Publication annulée
        mail.canceled.happened = La soumission de {title} a été annulée. Elle n’est plus en version préliminaire et n’a pas été mise en ligne. Une version antérieure déjà en ligne le reste.
        mail.canceled.next = Publiez l’offre à nouveau quand vous le souhaitez. Toutes les étapes recommencent alors.
        mail.canceled.button = Ouvrir l’offre
        mail.selling-stopped.subject = Plus en vente
        mail.selling-stopped.happened = {title} a été retirée de la place de marché. Les clients ne la trouvent plus. Ceux qui l’ont déjà la gardent.
        mail.selling-stopped.next = Pour la vendre à nouveau, publiez à nouveau l’offre. Toutes les étapes recommencent alors.
        mail.selling-stopped.button = Ouvrir l’offre
        mail.overdue.subject = Prend plus de temps que prévu
        mail.overdue.happened = L’étape {number} sur {count} ({name}) de {title} dure plus longtemps que prévu. Ce n’est pas un échec : la publication continue dès que l’étape est terminée.
        mail.overdue.next = Vous n’avez rien à faire. Si vous ne pouvez pas attendre, demandez de l’aide au support sur la page de l’offre.
        mail.overdue.button = Ouvrir l’offre
        mail.delayed.subject = Retardée par un incident chez nous
        mail.delayed.happened = Un incident technique de notre côté retarde l’étape {number} sur {count} ({name}) de {title}. Votre offre n’en est pas la cause. Nos opérateurs ont été prévenus.
        mail.delayed.next = Vous n’avez rien à faire. La publication reprendra à cette étape une fois l’incident résolu. En cas d’urgence, demandez de l’aide au support sur la page de l’offre.
        mail.delayed.button = Ouvrir l’offre
        mail.refused.subject = Refusée : {command}
        mail.refused.happened = La commande « {command} » pour {title} a été refusée et n’a rien changé.
        mail.refused.next = Vérifiez l’état de l’offre, puis répétez la commande quand elle sera possible.
        mail.refused.button = Ouvrir l’offre
        mail.support-opened.subject = Support : {ticket-number} ouvert
        mail.support-opened.happened = Votre demande de support pour {title} porte le numéro de ticket {ticket}. Elle contient l’état et l’historique de l’offre.
        mail.support-opened.next = Vous n’avez rien à faire. Indiquez le numéro du ticket quand vous écrivez au support.
        mail.support-opened.button = Ouvrir l’offre

        # Mails to operators
        mail.step-blocked.subject = Bloquée : {worker}
        mail.step-blocked.happened = Toutes les tentatives de l’étape {number} sur {count} ({name}) de {title} ont échoué à cause d’une erreur du système. L’éditeur n’en est pas la cause. Elle a été signalée par {by} dans l’événement {cause}.
        mail.step-blocked.next = Examinez ce que désigne le motif, le journal de {worker}, ainsi que l’état et l’historique de l’offre :
        mail.step-blocked.resume = Une fois l’incident résolu, reprenez l’étape :
        mail.step-overdue.subject = En retard : {worker}
        mail.step-overdue.happened = L’étape {number} sur {count} ({name}) de {title} a dépassé sa durée maximale prévue.
        mail.step-overdue.next = Vérifiez que {worker} tourne, ce que dit son journal et combien d’enregistrements l’attendent :
        mail.support-requested.subject = Support demandé ({ticket-number})
        mail.support-requested.happened = L’éditeur de {title} a demandé de l’aide au support. Le ticket est {ticket}.
        mail.support-requested.next = Consultez l’état et l’historique de l’offre, puis répondez à l’éditeur :
        mail.approval-asked.subject = En attente d’approbation
        mail.approval-asked.happened = Le travail de l’étape {number} sur {count} ({name}) de {title} est terminé. Le profil de publication exige l’approbation d’un opérateur.
        mail.approval-asked.next = Examinez l’offre :
        mail.approval-asked.approve = Approuvez-la :
        mail.approval-asked.reject = Ou rejetez-la en indiquant le motif :
        mail.operator-refused.subject = Refusée : {command}
        mail.operator-refused.happened = La commande « {command} » pour {title} a été refusée et n’a rien changé.
        mail.operator-refused.next = Vérifiez l’état de l’offre, puis répétez la commande quand elle sera possible :

        # Nombres d’octets
        bytes.bytes = {count} octets
        bytes.kibibytes = {count} Kio
        bytes.mebibytes = {count} Mio
        bytes.gibibytes = {count} Gio
        bytes.tebibytes = {count} Tio
        bytes.point = ,
        bytes.done = {done} sur {total}
        bytes.left = {done} sur {total}, {rate}/s, encore {left}
        """#
}

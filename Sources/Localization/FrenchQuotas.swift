// The French texts about quotas, one `code = text` a line.

extension Localization {
    static let frenchQuotas = #"""
        # Quotas of a publisher
        refusal.too-many-drafts = Votre compte a déjà {most} brouillons, soit la limite. Supprimez les brouillons inutiles (DELETE) ou demandez une limite plus élevée à un opérateur.
        refusal.too-many-draft-bytes = Vos brouillons dépasseraient {most} Mio au total, soit la limite. Réduisez les documents, supprimez les brouillons inutiles (DELETE) ou demandez une limite plus élevée à un opérateur.
        refusal.too-many-offers = Votre compte a déjà publié {most} offres, soit la limite. Demandez une limite plus élevée à un opérateur.
        refusal.too-many-submissions = {most} soumissions de votre compte sont en cours ou en attente, soit la limite. Publiez à nouveau quand l’une d’elles sera terminée.
        problem.image-bytes-too-many = Les images de votre compte ont dépassé la limite de {most} Gio par jour.
        remedy.image-bytes-too-many = Publiez à nouveau demain (UTC) ou demandez une limite plus élevée à un opérateur.
        page.tab.quotas = Quotas
        page.quotas-hint = Ce que chaque compte occupe, sur ce que son quota permet. Les refus sont comptés depuis le démarrage de cette passerelle.
        page.no-quotas = Aucun compte n’occupe rien pour l’instant.
        page.account = Compte
        page.refusals = Refus
        page.quota.drafts = Brouillons
        page.quota.draft-bytes = Mio de documents
        page.quota.offers = Offres publiées
        page.quota.submissions = Soumissions ouvertes
        page.quota.image-bytes = Gio d’images par jour
        page.quota.requests = Requêtes par seconde
        page.quota.sessions = Sessions
        page.quota.event-streams = Pages ouvertes
        page.quota.mails = E-mails par heure
        page.quota-limit = Limite de chaque compte
        page.quota-limits = Limites
        page.draft-memory = Les documents occupent {mib} Mio de cette passerelle. {count} ont été laissés de côté, car sa mémoire était pleine.
        """#
}

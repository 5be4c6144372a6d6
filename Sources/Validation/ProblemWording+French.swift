// The words of every problem in French, by code or by a code's ending. The same codes and places as in the other two.

extension ProblemWording {
    static let french: [String: ProblemWording] = [
        "not-json": .init(
            "Le document n’est pas un objet JSON lisible : {value}.",
            "Envoyez un seul objet JSON d’au plus 1 Mio, où chaque nom figure une seule fois."),
        "too-many-problems": .init(
            "Il y a plus de {most} problèmes ; les autres ne sont pas énumérés.",
            "Corrigez d’abord ceux-ci, puis publiez à nouveau."),
        "field-missing": .init(
            "Le champ obligatoire {value} est absent ou vide.",
            "Renseignez-le."),
        "duplicate": .init(
            "« {value} » figure plusieurs fois dans cette liste.",
            "N’en gardez qu’une occurrence."),
        "wrong-type-object": .init(
            "Un objet JSON est attendu ici.",
            "Écrivez la valeur comme un objet aux membres nommés."),
        "wrong-type-list": .init(
            "Un tableau JSON est attendu ici.",
            "Écrivez la valeur comme un tableau, même pour un seul élément."),
        "wrong-type-boolean": .init(
            "Une valeur logique est attendue ici.",
            "Écrivez true ou false, sans guillemets."),
        "wrong-type-integer": .init(
            "Un nombre entier est attendu ici.",
            "Écrivez le nombre sans guillemets, décimales ni exposant."),
        "wrong-type-decimal": .init(
            "Un nombre est attendu ici.",
            "Écrivez le nombre sans guillemets."),
        "wrong-type-text": .init(
            "Un texte est attendu ici.",
            "Écrivez la valeur comme une chaîne JSON entre guillemets."),
        "number-negative": .init(
            "Le nombre {value} est inférieur à zéro.",
            "Indiquez zéro ou plus."),
        "too-long": .init(
            "Le texte compte {value} caractères ; {most} au plus sont permis.",
            "Raccourcissez-le à {most} caractères."),
        "count": .init(
            "La liste compte {value} éléments ; il en faut de {least} à {most}.",
            "Ajoutez ou retirez des éléments pour en avoir de {least} à {most}."),
        "out-of-range": .init(
            "Le nombre {value} n’est pas compris entre {least} et {most}.",
            "Indiquez un nombre de {least} à {most}."),
        "unknown": .init(
            "« {value} » n’est pas connu ici.",
            "Utilisez l’une de ces valeurs : {choices}."),
        "subscription-type-refused": .init(
            "Les abonnements de type {value} ne peuvent pas voir la préversion de ce type d’offre.",
            "Retirez l’abonnement ou choisissez-en un d’un autre type ; sont refusés : {choices}."),
        "lead-destination-unsupported": .init(
            "Les prospects ne peuvent pas encore être envoyés vers {value}.",
            "Utilisez https et transférez-les de là, ou none."),
        "markup-not-allowed": .init(
            "Le balisage {value} n’est pas permis dans ce texte.",
            "N’utilisez que ces éléments, sans attributs : {choices}. Écrivez un simple < comme &lt;."),
        "identifier-malformed": .init(
            "« {value} » n’est pas un identifiant.",
            "Utilisez de 1 à 50 caractères parmi a-z, 0-9 et -, sans - à la fin."),
        "email-malformed": .init(
            "« {value} » n’est pas une adresse e-mail.",
            "Indiquez une adresse comme nom@example.com."),
        "notification-address-malformed": .init(
            "« {value} » n’est pas une adresse e-mail : aucune notification ne peut l’atteindre.",
            "Indiquez des adresses comme nom@example.com, séparées par des virgules dans une commande."),
        "notification-address-missing": .init(
            "Ce processus de publication exige une adresse e-mail pour les notifications, et il n’y en a aucune.",
            "Indiquez-en une dans notifications.emails ou avec la commande de publication."),
        "phone-malformed": .init(
            "« {value} » n’est pas un numéro de téléphone.",
            "Indiquez des chiffres avec l’indicatif du pays, comme +33 1 99 00 12 34."),
        "guid-malformed": .init(
            "« {value} » n’est pas un GUID.",
            "Indiquez 32 chiffres hexadécimaux sous la forme 00000000-0000-0000-0000-000000000000."),
        "country-malformed": .init(
            "« {value} » n’est pas un code de pays.",
            "Indiquez les deux majuscules de la norme ISO 3166-1, comme FR."),
        "currency-malformed": .init(
            "« {value} » n’est pas un code de devise.",
            "Indiquez les trois majuscules de la norme ISO 4217, comme EUR."),
        "version-malformed": .init(
            "« {value} » n’est pas une version.",
            "Indiquez trois nombres entiers sous la forme X.Y.Z, comme 1.0.0."),
        "tag-malformed": .init(
            "« {value} » n’est pas une étiquette publiable.",
            "Nommez-la latest, ou commencez-la par X.Y- ou X.Y.Z-, comme 1.0.1-slim."),
        "digest-malformed": .init(
            "« {value} » n’est pas une empreinte.",
            "Indiquez sha256: suivi de 64 chiffres hexadécimaux en minuscules."),
        "repository-malformed": .init(
            "« {value} » n’est pas un dépôt d’images.",
            "Indiquez le registre et le nom sans étiquette, comme registry.example.com/nom."),
        "link-malformed": .init(
            "« {value} » n’est pas une adresse web.",
            "Indiquez une URL complète qui commence par https:// ou http://."),
        "secure-link-malformed": .init(
            "« {value} » n’est pas une adresse https.",
            "Indiquez une URL complète qui commence par https://."),
        "picture-malformed": .init(
            "« {value} » n’est pas l’adresse d’une image.",
            "Indiquez une URL https, ou le PNG lui-même sous la forme data:image/png;base64,…"),
        "picture-not-png": .init(
            "L’image contenue dans le document n’est pas un PNG.",
            "Enregistrez-la en PNG et encodez le fichier en base64."),
        "picture-size": .init(
            "L’image fait {value} pixels ; il en faut {most}.",
            "Redimensionnez-la à {most} pixels."),
        "image-url-malformed": .init(
            "Copie des images : impossible de télécharger le blob, l’URI SAS fourni est incorrect : « {value} ».",
            "Indiquez https://compte/conteneur/nom.vhd avec sa signature d’accès partagé."),
        "image-url-not-vhd": .init(
            "L’image {value} n’est pas un fichier .vhd.",
            "Indiquez l’URL d’un objet blob de pages dont le nom se termine par .vhd."),
        "image-name-characters": .init(
            "Le nom d’image {value} contient des espaces, des signes pour cent ou des guillemets.",
            "Renommez l’objet blob pour qu’il n’en contienne aucun."),
        "signature-missing": .init(
            "L’URL de l’image n’a pas de signature (sig).",
            "Copiez l’URL entière avec sa signature d’accès partagé."),
        "signature-resource": .init(
            "L’URL de l’image est signée pour sr={value} ; il faut sr={most}.",
            "Créez la signature pour le conteneur."),
        "signature-permissions": .init(
            "L’URL de l’image permet sp={value} ; il faut sp={most}.",
            "Créez la signature avec les seules autorisations de lecture et de liste."),
        "signature-start": .init(
            "Le début st={value} de l’URL de l’image est absent, incomplet ou trop tardif.",
            "Créez une signature valable à partir du {most} ou plus tôt."),
        "signature-end": .init(
            "La fin se={value} de l’URL de l’image est absente, incomplète ou trop proche.",
            "Créez une signature valable jusqu’au {least} ou plus tard."),
        "file-url-not-allowed": .init(
            "Le fichier local {value} ne peut pas être utilisé ici.",
            "Indiquez une URL https."),
        "prices-missing": .init(
            "Un plan facturé à l’usage exige des prix, et il n’y en a aucun.",
            "Indiquez un prix par heure pour au moins un pays, ou choisissez une autre licence."),
        "test-drive-instances-none": .init(
            "Le Test Drive n’a aucune instance : hot, warm et cold valent tous 0.",
            "Donnez à l’un d’eux au moins la valeur 1."),
        "disk-version-not-rising": .init(
            "La version {value} n’est pas supérieure à {least}, qui la précède.",
            "Énumérez les versions dans l’ordre croissant, chacune une fois."),
        "data-disk-numbers": .init(
            "Les disques de données portent les numéros {value}.",
            "Numérotez-les de 0 à {most} sans lacune, chacun une fois."),
        "image-source": .init(
            "Une image exige soit un dépôt (repository), soit une disposition (layout).",
            "Indiquez l’un des deux, pas les deux."),
        "latest-tag-count": .init(
            "{value} étiquettes se nomment latest.",
            "Nommez latest exactement une des étiquettes."),
        "live-type-changed": .init(
            "L’offre est en ligne comme {most} et ne peut pas devenir {value}.",
            "Créez une nouvelle offre pour l’autre type."),
        "live-plan-removed": .init(
            "Le plan {value} est en ligne et manque ici.",
            "Gardez chaque plan en ligne sous son identifiant."),
        "live-licence-changed": .init(
            "La licence {value} diffère de celle du plan en ligne, {most}.",
            "Gardez la licence {most}, ou créez un nouveau plan."),
        "live-data-disks-changed": .init(
            "Cette version est en ligne avec {most} disques de données et en a {value} ici.",
            "Gardez le nombre de disques, ou ajoutez une nouvelle version."),
        "live-version-not-higher": .init(
            "La version {value} n’est pas supérieure à {least}, qui est en ligne.",
            "Donnez aux nouveaux disques une version supérieure à {least}."),
        "live-price-raised": .init(
            "Le prix {value} dépasse celui en ligne, {most}, ou est dans une autre devise.",
            "Gardez un prix d’au plus {most}, ou créez un nouveau plan."),
    ]
}

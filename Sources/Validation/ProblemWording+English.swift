// The words of every problem in English, by code or by a code's ending. The same codes and places as in the other two.

extension ProblemWording {
    static let english: [String: ProblemWording] = [
        "not-json": .init(
            "The document is no JSON object that can be read: {value}.",
            "Send one JSON object of at most 1 MiB in which each name stands once."),
        "too-many-problems": .init(
            "There are more than {most} problems; the others are not listed.",
            "Put these right first, then publish again."),
        "field-missing": .init(
            "The required field {value} is missing or empty.",
            "Fill it in."),
        "duplicate": .init(
            "“{value}” stands more than once in this list.",
            "Keep one of them."),
        "wrong-type-object": .init(
            "A JSON object belongs here.",
            "Write the value as an object with named members."),
        "wrong-type-list": .init(
            "A JSON array belongs here.",
            "Write the value as an array, even if it has one element."),
        "wrong-type-boolean": .init(
            "A truth value belongs here.",
            "Write true or false, without quotation marks."),
        "wrong-type-integer": .init(
            "A whole number belongs here.",
            "Write the number without quotation marks, fraction or exponent."),
        "wrong-type-decimal": .init(
            "A number belongs here.",
            "Write the number without quotation marks."),
        "wrong-type-text": .init(
            "A text belongs here.",
            "Write the value as a JSON string in quotation marks."),
        "number-negative": .init(
            "The number {value} is below zero.",
            "Give zero or more."),
        "too-long": .init(
            "The text has {value} characters; at most {most} are allowed.",
            "Shorten it to {most} characters."),
        "count": .init(
            "The list has {value} elements; it must have from {least} to {most}.",
            "Add or remove elements until there are from {least} to {most}."),
        "out-of-range": .init(
            "The number {value} is not from {least} to {most}.",
            "Give a number from {least} to {most}."),
        "unknown": .init(
            "“{value}” is not known here.",
            "Use one of: {choices}."),
        "subscription-type-refused": .init(
            "Subscriptions of type {value} may not see the preview of this type of offer.",
            "Remove the subscription, or use one of another type; refused are {choices}."),
        "lead-destination-unsupported": .init(
            "Leads cannot be sent to {value} yet.",
            "Use https and forward the leads from there, or none."),
        "markup-not-allowed": .init(
            "The markup {value} is not allowed in this text.",
            "Use only these elements, without attributes: {choices}. Write a plain < as &lt;."),
        "identifier-malformed": .init(
            "“{value}” is no identifier.",
            "Use 1 to 50 characters of a-z, 0-9 and -, not ending in -."),
        "email-malformed": .init(
            "“{value}” is no e-mail address.",
            "Give one address such as name@example.com."),
        "notification-address-malformed": .init(
            "“{value}” is no e-mail address, so no notification can reach it.",
            "Give addresses such as name@example.com, separated by commas in a command."),
        "notification-address-missing": .init(
            "This publishing process demands an e-mail address for notifications, and none was given.",
            "Give one in notifications.emails or with the publish command."),
        "phone-malformed": .init(
            "“{value}” is no telephone number.",
            "Give digits with country code, such as +1 425 555 0100."),
        "guid-malformed": .init(
            "“{value}” is no GUID.",
            "Give 32 hexadecimal digits as 00000000-0000-0000-0000-000000000000."),
        "country-malformed": .init(
            "“{value}” is no country code.",
            "Give the two capital letters of ISO 3166-1, such as US."),
        "currency-malformed": .init(
            "“{value}” is no currency code.",
            "Give the three capital letters of ISO 4217, such as USD."),
        "version-malformed": .init(
            "“{value}” is no version.",
            "Give three whole numbers as X.Y.Z, such as 1.0.0."),
        "tag-malformed": .init(
            "“{value}” is no tag that can be published.",
            "Name it latest, or begin it with X.Y- or X.Y.Z-, such as 1.0.1-slim."),
        "digest-malformed": .init(
            "“{value}” is no digest.",
            "Give sha256: and 64 hexadecimal digits in lower case."),
        "repository-malformed": .init(
            "“{value}” is no image repository.",
            "Give registry and name without a tag, such as registry.example.com/name."),
        "link-malformed": .init(
            "“{value}” is no web address.",
            "Give a complete URL that begins with https:// or http://."),
        "secure-link-malformed": .init(
            "“{value}” is no https address.",
            "Give a complete URL that begins with https://."),
        "picture-malformed": .init(
            "“{value}” is no address of a picture.",
            "Give an https URL, or the PNG itself as data:image/png;base64,…"),
        "picture-not-png": .init(
            "The picture in the document is no PNG.",
            "Save it as PNG and encode the file in base64."),
        "picture-size": .init(
            "The picture is {value} pixels; {most} are needed.",
            "Scale it to {most} pixels."),
        "image-url-malformed": .init(
            "Copying Images. Not able to download blob using provided SAS Uri due to incorrect SAS Uri: “{value}”.",
            "Give https://account/container/name.vhd with its shared access signature."),
        "image-url-not-vhd": .init(
            "The image {value} is no .vhd file.",
            "Give the URL of a page blob whose name ends in .vhd."),
        "image-name-characters": .init(
            "The image name {value} has blanks, percent signs or quotation marks.",
            "Rename the blob so that its name has none of them."),
        "signature-missing": .init(
            "The image URL has no signature (sig).",
            "Copy the whole URL with its shared access signature."),
        "signature-resource": .init(
            "The image URL is signed for sr={value}; sr={most} is needed.",
            "Make the signature for the container."),
        "signature-permissions": .init(
            "The image URL allows sp={value}; sp={most} is needed.",
            "Make the signature with the permissions read and list, no others."),
        "signature-start": .init(
            "The image URL's start st={value} is missing, no full date-time, or too late.",
            "Make the signature valid from {most} or earlier."),
        "signature-end": .init(
            "The image URL's end se={value} is missing, no full date-time, or too early.",
            "Make the signature valid until {least} or later."),
        "file-url-not-allowed": .init(
            "The local file {value} cannot be used here.",
            "Give an https URL."),
        "prices-missing": .init(
            "A usage-based plan needs prices, and there are none.",
            "Give a price per hour for at least one country, or choose another licence."),
        "test-drive-instances-none": .init(
            "The test drive has no instances: hot, warm and cold are all 0.",
            "Set at least one of them to 1 or more."),
        "disk-version-not-rising": .init(
            "Version {value} is not higher than {least}, which stands before it.",
            "List the versions in rising order, each once."),
        "data-disk-numbers": .init(
            "The data disks have the numbers {value}.",
            "Number them from 0 to {most} without gaps, each once."),
        "image-source": .init(
            "An image needs either a repository or a layout.",
            "Give one of the two, not both."),
        "latest-tag-count": .init(
            "{value} tags are named latest.",
            "Name exactly one of the tags latest."),
        "live-type-changed": .init(
            "The offer is live as {most} and cannot become {value}.",
            "Make a new offer for the other type."),
        "live-plan-removed": .init(
            "The plan {value} is live and is missing here.",
            "Keep every live plan under its identifier."),
        "live-licence-changed": .init(
            "The licence {value} differs from the live plan's, {most}.",
            "Keep the licence {most}, or make a new plan."),
        "live-data-disks-changed": .init(
            "This version is live with {most} data disks and has {value} here.",
            "Keep the number of data disks, or add a new version."),
        "live-version-not-higher": .init(
            "Version {value} is not higher than {least}, which is live.",
            "Give new disks a version above {least}."),
        "live-price-raised": .init(
            "The price {value} is above the live one, {most}, or in another currency.",
            "Keep the price at or below {most}, or make a new plan."),
    ]
}

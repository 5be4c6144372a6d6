// The commands in remedies, shared by all languages. Tests run each of them. IMAGE.vhd is the publisher's file; NEW.vhd
// and NEW are what to publish instead; `{disk}` is how qemu-img opens IMAGE.vhd.

enum Command {
    private static let fixed = "-O vpc -o subformat=fixed,force_size=on"
    private static let toRaw = "qemu-img convert --image-opts {disk},file.filename=IMAGE.vhd -O raw DISK.raw"
    private static let toVHD = "qemu-img convert -f raw \(fixed) DISK.raw NEW.vhd"

    static let newFooter = "qemu-img convert --image-opts {disk},file.filename=IMAGE.vhd \(fixed) NEW.vhd"
    static let fromRaw = "qemu-img convert -f raw \(fixed) IMAGE NEW.vhd"
    static let fromFormat = "qemu-img convert -f {value} \(fixed) IMAGE NEW.vhd"
    /// Uses the size in the footer: otherwise qemu-img uses the geometry's size for disks of some makers.
    static let fromDynamic =
        "qemu-img convert --image-opts driver=vpc,force_size_calc=current_size,file.filename=IMAGE.vhd \(fixed) NEW.vhd"
    static let truncate = "truncate -s {expected} IMAGE.vhd"
    static let merge = "Convert-VHD -Path IMAGE.vhd -DestinationPath NEW.vhd -VHDType Fixed"
    static let enlarge = "\(toRaw) && qemu-img resize -f raw DISK.raw {least}M && \(toVHD)"
    static let shrink = "\(toRaw) && qemu-img resize --shrink -f raw DISK.raw {most}M && \(toVHD)"

    /// Restores both copies of a GPT from the good one. Does not touch a disk whose partitions do not fit.
    static let repairTable = "\(toRaw) && sgdisk -e DISK.raw && \(toVHD)"
    static let loadTable =
        "sgdisk --backup=TABLE DISK && truncate -s -512 IMAGE.vhd && sgdisk --load-backup=TABLE IMAGE.vhd && "
        + "qemu-img convert -f raw \(fixed) IMAGE.vhd NEW.vhd"
    static let moveTableToEnd = "sgdisk -e DISK.raw"
    static let movePartition = "\(toRaw) && {command} && \(toVHD)"
    static let removePartition = "\(toRaw) && sfdisk --delete DISK.raw {number} && \(toVHD)"

    static let copyAll = "skopeo copy --all SOURCE oci:DIRECTORY:TAG"
    static let copy = "skopeo copy oci:DIRECTORY:TAG oci:NEW:TAG"
    static let addTag = "skopeo copy oci:DIRECTORY:OTHER oci:DIRECTORY:{value}"
    static let removeTag = "umoci rm --image DIRECTORY:{name}"
    static let fromDockerArchive = "skopeo copy docker-archive:FILE oci:DIRECTORY:TAG"
    static let packFolder = "(cd FOLDER && tar -cf - *) >FILE"
    static let unpackLayout = "mkdir DIRECTORY && tar -xf FILE -C DIRECTORY"
    static let onePlatform =
        "skopeo --override-os linux --override-arch amd64 copy oci:DIRECTORY:TAG oci:NEW:TAG"
    static let insertFiles = "umoci insert --image DIRECTORY:TAG FOLDER /app"
    static let setPlatform = "umoci config --image DIRECTORY:TAG --os linux --architecture amd64"
    /// Run in the folder of the files.
    static let pack = "zip -r ../NEW.zip ."
    static let withoutLinks = "cp -rL DIRECTORY NEW"
    static let fromRegistry = "skopeo copy --all docker://REPOSITORY:TAG oci:DIRECTORY:TAG"
    private static let throughArchive =
        "skopeo copy oci:DIRECTORY:TAG docker-archive:FILE:IMAGE:TAG && skopeo copy docker-archive:FILE oci:NEW:TAG"
    /// A Docker archive takes layers from the addresses in the manifest; an OCI layout does not.
    static let includeLayers = throughArchive
    /// It cannot contain annotations, and only one image.
    static let plainLayers = throughArchive
}

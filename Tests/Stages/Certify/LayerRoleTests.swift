// A layer that an attestation names first is scanned as the layer that it is for its image.

import Assets
import Foundation
import ImageFixtures
import Testing

@testable import Stages

@Suite struct LayerRoleTests {
    private let bench: CertifyBench

    init() throws { bench = try CertifyBench(scanner: try RealClamd.usual.get().unix) }

    /// Makes a layout in the folder `image`: an attestation whose layer is the file `layer`, then the image with that layer.
    private static let program = """
        import hashlib, json, os, sys
        os.makedirs('image/blobs/sha256', exist_ok=True)
        def blob(data, kind, **more):
            data = data if isinstance(data, bytes) else json.dumps(data).encode()
            name = hashlib.sha256(data).hexdigest()
            open('image/blobs/sha256/' + name, 'wb').write(data)
            return {'mediaType': kind, 'digest': 'sha256:' + name, 'size': len(data), **more}
        oci = 'application/vnd.oci.image.'
        layer, plain = open('layer', 'rb').read(), open('plain', 'rb').read()
        def manifest(kind, diff, **more):
            config = {'os': 'linux', 'architecture': 'amd64', 'rootfs': {'type': 'layers', 'diff_ids': [diff]}}
            return blob({'schemaVersion': 2, 'config': blob(config, oci + 'config.v1+json'),
                         'layers': [blob(layer, kind)]}, oci + 'manifest.v1+json', **more)
        image = manifest(oci + 'layer.v1.tar+zstd', 'sha256:' + hashlib.sha256(plain).hexdigest(),
                         annotations={'org.opencontainers.image.ref.name': 'latest'})
        notes = {'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image['digest']}
        attestation = manifest('application/vnd.in-toto+json', 'sha256:' + hashlib.sha256(layer).hexdigest(),
                               annotations=notes, platform={'os': 'unknown', 'architecture': 'unknown'})
        open('image/oci-layout', 'w').write('{"imageLayoutVersion":"1.0.0"}')
        open('image/index.json', 'w').write(json.dumps({'schemaVersion': 2, 'manifests': [attestation, image]}))
        """

    @Test func `A blob is scanned in each role in which it is named`() async throws {
        let folder = bench.folder
        try folder.write("plain", Array(OCIMaker.tar(name: "run.com", content: EICAR.bytes)))
        try folder.write("make.py", Array(Self.program.utf8))
        try folder.run("zstd -q plain -o layer; python3 make.py")
        let tags = try OCILayout.inspect(path: folder.file("image")).tags.mapValues(\.description)
        #expect(try await bench.codes(try bench.container("image", tags: tags)).contains("malware-found"))
    }
}

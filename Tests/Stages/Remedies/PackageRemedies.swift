// How packages are broken, and what their remedies make of them.

extension RemedyCase {
    /// `entries` and `data` are Python: what is done to the list of names and contents, and to the bytes of the zip.
    private static func package(
        _ code: String, of variant: String = "", entries: String = "", data: String = "", then: String = ":",
        action: String = ":", commands: [Int] = []
    ) -> RemedyCase {
        RemedyCase(
            code: code, variant: variant, kind: .package, input: "package.zip", result: "NEW.zip",
            make: "files; pack '\(entries)' '\(data)'; \(then)", action: action, commands: commands)
    }

    /// The original files are packed again.
    private static func packed(
        _ code: String, of variant: String = "", entries: String = "", data: String = "", then: String = ":",
        commands: [Int] = []
    ) -> RemedyCase {
        let action = commands.isEmpty ? "(cd FOLDER; zip -qr ../NEW.zip .)" : ":"
        return package(code, of: variant, entries: entries, data: data, then: then, action: action, commands: commands)
    }

    /// What is in the package is packed again. unzip answers 1 for a warning.
    private static func unpacked(_ code: String, of variant: String = "", data: String) -> RemedyCase {
        package(
            code, of: variant, data: data,
            action: "rm -r FOLDER; mkdir FOLDER; unzip -q package.zip -d FOLDER 2>/dev/null || [ $? = 1 ]",
            commands: [0])
    }

    static let packages: [RemedyCase] = [
        packed("package-not-zip", then: "rm package.zip; tar -cf package.zip -C FOLDER .", commands: [0]),
        packed("package-empty", entries: "entries.clear()"),
        packed("package-damaged", of: "cut off", data: "del data[-10:]", commands: [0]),
        packed("package-damaged", of: "a wrong byte", data: "data[50] ^= 1", commands: [0]),
        packed(
            "package-name", entries: #"entries.append(("caf\u00e9", b""))"#,
            data: #"data = bytearray(data.replace("é".encode(), b"\x82x"))"#,
            then: "echo {} >FOLDER/café.json", commands: [0]),
        packed("package-path", entries: #"entries.append(("../x", b""))"#),
        packed("package-path", of: "a drive", entries: #"entries.append(("C:x", b""))"#),
        packed("package-entry-twice", entries: "entries.append(entries[0])"),
        package(
            "package-entry-alike", entries: #"entries += [("nested/a.json", b"{}"), ("nested/A.json", b"{ }")]"#,
            action:
                "mkdir FOLDER/nested; echo {} >FOLDER/nested/a.json; cp FOLDER/nested/a.json FOLDER/nested/b.json; (cd FOLDER; zip -qr ../NEW.zip .)"
        ),
        packed("package-encrypted", then: "(cd FOLDER; echo x >x; zip -qP secret ../package.zip x)"),
        package(
            "package-not-file",
            then: "ln -s mainTemplate.json FOLDER/link; rm package.zip; (cd FOLDER; zip -qry ../package.zip .)",
            action: "(cd FOLDER; zip -qr ../NEW.zip .)"),
        packed("package-too-many", entries: #"entries += [(f"{n}", b"") for n in range(1000)]"#),
        packed(
            "package-too-large",
            entries: #"import os; entries += [("zeros", bytes(280 << 20)), ("noise", os.urandom(4 << 20))]"#),
        packed("package-ratio", entries: #"entries.append(("zeros", bytes(20_000_000)))"#),
        packed(
            "package-entry-too-long",
            then:
                "head -c 5M /dev/urandom >FOLDER/mainTemplate.json; rm package.zip; (cd FOLDER; zip -qr ../package.zip .); files"
        ),
        packed(
            "package-compression",
            data: """
                out = io.BytesIO(data)
                with zipfile.ZipFile(out, "a") as archive: archive.writestr("x", "x" * 1000, zipfile.ZIP_BZIP2)
                data = out.getvalue()
                """, commands: [0]),
        unpacked("package-headers", data: #"struct.pack_into("<I", data, 22, 9)"#),
        unpacked("package-stray-bytes", of: "in front", data: ##"data = b"#!/bin/sh\n" + data"##),
        unpacked("package-stray-bytes", of: "behind", data: #"data += b"\r\n""#),
        packed(
            "package-overlap",
            data: #"""
                at = data.index(b"PK\1\2"); end = data.rindex(b"PK\5\6"); one = data[at:data.index(b"PK\1\2", at + 1)]
                data = data[:at] + one * 2 + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(one) * 2, at, 0)
                """#, commands: [0]),
        packed("package-file-missing", entries: "del entries[0]"),
        packed(
            "package-file-elsewhere", of: "in a folder", entries: #"entries[0] = ("farm/mainTemplate.json", b"{}")"#),
        packed("package-file-elsewhere", of: "in lower case", entries: #"entries[0] = ("maintemplate.json", b"{}")"#),
        packed("package-file-malformed", entries: #"entries[0] = ("mainTemplate.json", b"{ this")"#),
    ]

    /// Functions for packages.
    static let packagePrelude = #"""
        # FOLDER with the two files of a solution.
        files() { mkdir -p FOLDER; echo {} >FOLDER/mainTemplate.json; echo {} >FOLDER/createUiDefinition.json; }
        # A package of theirs, changed by Python.
        pack() {
            python3 -W ignore - "$1" "$2" <<'END'
        import io, struct, sys, zipfile
        def zipped(entries, method=zipfile.ZIP_DEFLATED):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", method) as archive:
                for name, content in entries: archive.writestr(name, content)
            return bytearray(out.getvalue())
        entries = [("mainTemplate.json", b"{}\n"), ("createUiDefinition.json", b"{}\n")]
        exec(sys.argv[1])
        data = zipped(entries)
        exec(sys.argv[2])
        open("package.zip", "wb").write(data)
        END
        }

        """#
}

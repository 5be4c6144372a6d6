import Localization

extension Golden {
    static let english = #"""
        Date: Sat, 21 Nov 2026 09:30:00 +0000
        From: publishing@localhost
        To: ana@contoso.example, bo@contoso.example
        Subject: Rejected: Contoso Analytics (contoso/analytics-vm), step 2 of 7
         (Certification): correct 1 problem and publish again
        Message-ID: <contoso/analytics-vm/3/7/publisher@localhost>
        In-Reply-To: <contoso/analytics-vm/3@localhost>
        References: <contoso/analytics-vm/3@localhost>
        Auto-Submitted: auto-generated
        Content-Language: en
        X-Offer: contoso/analytics-vm
        X-Submission: contoso/analytics-vm/3
        X-Notification: rejected
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_offer-notice"

        --=_offer-notice
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Offer: Contoso Analytics (contoso/analytics-vm)
        Submission: contoso/analytics-vm/3
        Step: 2 of 7, Certification
        Status: Failed
        Time: 2026-11-21 09:30 UTC

        What happened
        -------------

        Publishing ended at step 2 (Certification). Found: 1 problem.

        1. The file is a VMDK disk, not a fixed VHD.
           What to do: Run: qemu-img convert -O vpc -o subformat=fixed,force_size IMAGE IMAGE.vhd.
           /plans/0/images/1.0.1/osDisk/url [vhd-other-format]

        What to do next
        ---------------

        Correct everything listed above in the offer, then publish it again. Publishing starts at step 1 again.

            offerctl publish FILE

        If something is unclear, ask for support:

            offerctl request-support contoso/analytics-vm --text "…"

        --
        This message was sent automatically. Replies to it are not read.

        --=_offer-notice
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html>
        <html lang=3D"en">
        <head><meta charset=3D"utf-8"><title>Rejected: Contoso Analytics (contoso/a=
        nalytics-vm), step 2 of 7 (Certification): correct 1 problem and publish ag=
        ain</title></head>
        <body style=3D"font-family:sans-serif;max-width:42em">
        <p>Offer: <b>Contoso Analytics (contoso/analytics-vm)</b><br>
        Submission: <b>contoso/analytics-vm/3</b><br>
        Step: <b>2 of 7, Certification</b><br>
        Status: <b>Failed</b><br>
        Time: <b>2026-11-21 09:30 UTC</b></p>
        <h2 style=3D"font-size:1.1em">What happened</h2>
        <p>Publishing ended at step 2 (Certification). Found: 1 problem.</p>
        <ol>
        <li><b>The file is a VMDK disk, not a fixed VHD.</b><br>
        What to do: Run: qemu-img convert -O vpc -o subformat=3Dfixed,force_size IM=
        AGE IMAGE.vhd.<br>
        <code>/plans/0/images/1.0.1/osDisk/url [vhd-other-format]</code></li>
        </ol>
        <h2 style=3D"font-size:1.1em">What to do next</h2>
        <p>Correct everything listed above in the offer, then publish it again. Pub=
        lishing starts at step 1 again.</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl publish FILE</pre>
        <p>If something is unclear, ask for support:</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl request-support contos=
        o/analytics-vm --text &quot;=E2=80=A6&quot;</pre>
        <p style=3D"color:#555"><small>This message was sent automatically. Replies=
         to it are not read.</small></p>
        </body>
        </html>

        --=_offer-notice--

        """#
}

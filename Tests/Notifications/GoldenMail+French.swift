import Localization

extension Golden {
    static let french = #"""
        Date: Sat, 21 Nov 2026 09:30:00 +0000
        From: publishing@localhost
        To: ana@contoso.example, bo@contoso.example
        Subject: =?utf-8?Q?Rejet=C3=A9e=C2=A0:_Contoso_Analytics_(contoso/analytic?=
         =?utf-8?Q?s-vm),_=C3=A9tape_2_sur_7_(Certification)=C2=A0:_corriger_1_pro?=
         =?utf-8?Q?bl=C3=A8me_et_publier_=C3=A0_nouveau?=
        Message-ID: <contoso/analytics-vm/3/7/publisher@localhost>
        In-Reply-To: <contoso/analytics-vm/3@localhost>
        References: <contoso/analytics-vm/3@localhost>
        Auto-Submitted: auto-generated
        Content-Language: fr
        X-Offer: contoso/analytics-vm
        X-Submission: contoso/analytics-vm/3
        X-Notification: rejected
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_offer-notice"

        --=_offer-notice
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Offre : Contoso Analytics (contoso/analytics-vm)
        Soumission : contoso/analytics-vm/3
        Étape : 2 sur 7, Certification
        État : Échec
        Date : 2026-11-21 09:30 UTC

        Ce qui s’est passé
        ------------------

        La publication s’est arrêtée à l’étape 2 (Certification). Constat : 1 problème.

        1. Le fichier est un disque VMDK, pas un VHD fixe.
           À faire : Exécutez : qemu-img convert -O vpc -o subformat=fixed,force_size IMAGE IMAGE.vhd.
           /plans/0/images/1.0.1/osDisk/url [vhd-other-format]

        Que faire maintenant
        --------------------

        Corrigez dans l’offre tout ce qui est indiqué ci-dessus, puis publiez-la à nouveau. La publication reprend à l’étape 1.

            offerctl publish FILE

        Si quelque chose n’est pas clair, demandez de l’aide au support :

            offerctl request-support contoso/analytics-vm --text "…"

        --
        Ce message a été envoyé automatiquement. Les réponses ne sont pas lues.

        --=_offer-notice
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html>
        <html lang=3D"fr">
        <head><meta charset=3D"utf-8"><title>Rejet=C3=A9e=C2=A0: Contoso Analytics =
        (contoso/analytics-vm), =C3=A9tape 2 sur 7 (Certification)=C2=A0: corriger =
        1 probl=C3=A8me et publier =C3=A0 nouveau</title></head>
        <body style=3D"font-family:sans-serif;max-width:42em">
        <p>Offre=C2=A0: <b>Contoso Analytics (contoso/analytics-vm)</b><br>
        Soumission=C2=A0: <b>contoso/analytics-vm/3</b><br>
        =C3=89tape=C2=A0: <b>2 sur 7, Certification</b><br>
        =C3=89tat=C2=A0: <b>=C3=89chec</b><br>
        Date=C2=A0: <b>2026-11-21 09:30 UTC</b></p>
        <h2 style=3D"font-size:1.1em">Ce qui s=E2=80=99est pass=C3=A9</h2>
        <p>La publication s=E2=80=99est arr=C3=AAt=C3=A9e =C3=A0 l=E2=80=99=C3=A9ta=
        pe 2 (Certification). Constat=C2=A0: 1 probl=C3=A8me.</p>
        <ol>
        <li><b>Le fichier est un disque VMDK, pas un VHD fixe.</b><br>
        =C3=80 faire=C2=A0: Ex=C3=A9cutez=C2=A0: qemu-img convert -O vpc -o subform=
        at=3Dfixed,force_size IMAGE IMAGE.vhd.<br>
        <code>/plans/0/images/1.0.1/osDisk/url [vhd-other-format]</code></li>
        </ol>
        <h2 style=3D"font-size:1.1em">Que faire maintenant</h2>
        <p>Corrigez dans l=E2=80=99offre tout ce qui est indiqu=C3=A9 ci-dessus, pu=
        is publiez-la =C3=A0 nouveau. La publication reprend =C3=A0 l=E2=80=99=C3=
        =A9tape 1.</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl publish FILE</pre>
        <p>Si quelque chose n=E2=80=99est pas clair, demandez de l=E2=80=99aide au =
        support=C2=A0:</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl request-support contos=
        o/analytics-vm --text &quot;=E2=80=A6&quot;</pre>
        <p style=3D"color:#555"><small>Ce message a =C3=A9t=C3=A9 envoy=C3=A9 autom=
        atiquement. Les r=C3=A9ponses ne sont pas lues.</small></p>
        </body>
        </html>

        --=_offer-notice--

        """#
}

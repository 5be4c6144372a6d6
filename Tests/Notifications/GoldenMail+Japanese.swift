import Localization

extension Golden {
    static let japanese = #"""
        Date: Sat, 21 Nov 2026 09:30:00 +0000
        From: publishing@localhost
        To: ana@contoso.example, bo@contoso.example
        Subject: =?utf-8?B?44CQ5beu44GX5oi744GX44CRQ29udG9zbyBBbmFseXRpY3MgKGNv?=
         =?utf-8?B?bnRvc28vYW5hbHl0aWNzLXZtKeOAgeOCueODhuODg+ODlyAyLzfjgIzoqo0=?=
         =?utf-8?B?5a6a44CN77yaMSDku7bjga7llY/poYzjgpLkv67mraPjgZfjgIHlho3luqY=?=
         =?utf-8?B?55m66KGM44GX44Gm44GP44Gg44GV44GE?=
        Message-ID: <contoso/analytics-vm/3/7/publisher@localhost>
        In-Reply-To: <contoso/analytics-vm/3@localhost>
        References: <contoso/analytics-vm/3@localhost>
        Auto-Submitted: auto-generated
        Content-Language: ja
        X-Offer: contoso/analytics-vm
        X-Submission: contoso/analytics-vm/3
        X-Notification: rejected
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_offer-notice"

        --=_offer-notice
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        オファー： Contoso Analytics (contoso/analytics-vm)
        申請： contoso/analytics-vm/3
        ステップ： 2/7「認定」
        状態： 失敗
        日時： 2026-11-21 09:30 UTC

        お知らせ
        --------

        ステップ 2「認定」で発行を終了しました。1 件の問題が見つかりました。

        1. ファイルは固定 VHD ではなく、VMDK ディスクです。
           対処方法： 次を実行してください: qemu-img convert -O vpc -o subformat=fixed,force_size IMAGE IMAGE.vhd
           /plans/0/images/1.0.1/osDisk/url [vhd-other-format]

        次にしていただくこと
        --------------------

        上記の問題をすべてオファーで修正し、再度発行してください。発行はステップ 1 から始まります。

            offerctl publish FILE

        ご不明な点は、サポートにお問い合わせください。

            offerctl request-support contoso/analytics-vm --text "…"

        --
        このメールは自動送信されています。ご返信いただいても確認できません。

        --=_offer-notice
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <!DOCTYPE html>
        <html lang=3D"ja">
        <head><meta charset=3D"utf-8"><title>=E3=80=90=E5=B7=AE=E3=81=97=E6=88=BB=
        =E3=81=97=E3=80=91Contoso Analytics (contoso/analytics-vm)=E3=80=81=E3=82=
        =B9=E3=83=86=E3=83=83=E3=83=97 2/7=E3=80=8C=E8=AA=8D=E5=AE=9A=E3=80=8D=EF=
        =BC=9A1 =E4=BB=B6=E3=81=AE=E5=95=8F=E9=A1=8C=E3=82=92=E4=BF=AE=E6=AD=A3=E3=
        =81=97=E3=80=81=E5=86=8D=E5=BA=A6=E7=99=BA=E8=A1=8C=E3=81=97=E3=81=A6=E3=81=
        =8F=E3=81=A0=E3=81=95=E3=81=84</title></head>
        <body style=3D"font-family:sans-serif;max-width:42em">
        <p>=E3=82=AA=E3=83=95=E3=82=A1=E3=83=BC=EF=BC=9A <b>Contoso Analytics (cont=
        oso/analytics-vm)</b><br>
        =E7=94=B3=E8=AB=8B=EF=BC=9A <b>contoso/analytics-vm/3</b><br>
        =E3=82=B9=E3=83=86=E3=83=83=E3=83=97=EF=BC=9A <b>2/7=E3=80=8C=E8=AA=8D=E5=
        =AE=9A=E3=80=8D</b><br>
        =E7=8A=B6=E6=85=8B=EF=BC=9A <b>=E5=A4=B1=E6=95=97</b><br>
        =E6=97=A5=E6=99=82=EF=BC=9A <b>2026-11-21 09:30 UTC</b></p>
        <h2 style=3D"font-size:1.1em">=E3=81=8A=E7=9F=A5=E3=82=89=E3=81=9B</h2>
        <p>=E3=82=B9=E3=83=86=E3=83=83=E3=83=97 2=E3=80=8C=E8=AA=8D=E5=AE=9A=E3=80=
        =8D=E3=81=A7=E7=99=BA=E8=A1=8C=E3=82=92=E7=B5=82=E4=BA=86=E3=81=97=E3=81=BE=
        =E3=81=97=E3=81=9F=E3=80=821 =E4=BB=B6=E3=81=AE=E5=95=8F=E9=A1=8C=E3=81=8C=
        =E8=A6=8B=E3=81=A4=E3=81=8B=E3=82=8A=E3=81=BE=E3=81=97=E3=81=9F=E3=80=82</p=
        >
        <ol>
        <li><b>=E3=83=95=E3=82=A1=E3=82=A4=E3=83=AB=E3=81=AF=E5=9B=BA=E5=AE=9A VHD =
        =E3=81=A7=E3=81=AF=E3=81=AA=E3=81=8F=E3=80=81VMDK =E3=83=87=E3=82=A3=E3=82=
        =B9=E3=82=AF=E3=81=A7=E3=81=99=E3=80=82</b><br>
        =E5=AF=BE=E5=87=A6=E6=96=B9=E6=B3=95=EF=BC=9A =E6=AC=A1=E3=82=92=E5=AE=9F=
        =E8=A1=8C=E3=81=97=E3=81=A6=E3=81=8F=E3=81=A0=E3=81=95=E3=81=84: qemu-img c=
        onvert -O vpc -o subformat=3Dfixed,force_size IMAGE IMAGE.vhd<br>
        <code>/plans/0/images/1.0.1/osDisk/url [vhd-other-format]</code></li>
        </ol>
        <h2 style=3D"font-size:1.1em">=E6=AC=A1=E3=81=AB=E3=81=97=E3=81=A6=E3=81=84=
        =E3=81=9F=E3=81=A0=E3=81=8F=E3=81=93=E3=81=A8</h2>
        <p>=E4=B8=8A=E8=A8=98=E3=81=AE=E5=95=8F=E9=A1=8C=E3=82=92=E3=81=99=E3=81=B9=
        =E3=81=A6=E3=82=AA=E3=83=95=E3=82=A1=E3=83=BC=E3=81=A7=E4=BF=AE=E6=AD=A3=E3=
        =81=97=E3=80=81=E5=86=8D=E5=BA=A6=E7=99=BA=E8=A1=8C=E3=81=97=E3=81=A6=E3=81=
        =8F=E3=81=A0=E3=81=95=E3=81=84=E3=80=82=E7=99=BA=E8=A1=8C=E3=81=AF=E3=82=B9=
        =E3=83=86=E3=83=83=E3=83=97 1 =E3=81=8B=E3=82=89=E5=A7=8B=E3=81=BE=E3=82=8A=
        =E3=81=BE=E3=81=99=E3=80=82</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl publish FILE</pre>
        <p>=E3=81=94=E4=B8=8D=E6=98=8E=E3=81=AA=E7=82=B9=E3=81=AF=E3=80=81=E3=82=B5=
        =E3=83=9D=E3=83=BC=E3=83=88=E3=81=AB=E3=81=8A=E5=95=8F=E3=81=84=E5=90=88=E3=
        =82=8F=E3=81=9B=E3=81=8F=E3=81=A0=E3=81=95=E3=81=84=E3=80=82</p>
        <pre style=3D"background:#eee;padding:.5em">offerctl request-support contos=
        o/analytics-vm --text &quot;=E2=80=A6&quot;</pre>
        <p style=3D"color:#555"><small>=E3=81=93=E3=81=AE=E3=83=A1=E3=83=BC=E3=83=
        =AB=E3=81=AF=E8=87=AA=E5=8B=95=E9=80=81=E4=BF=A1=E3=81=95=E3=82=8C=E3=81=A6=
        =E3=81=84=E3=81=BE=E3=81=99=E3=80=82=E3=81=94=E8=BF=94=E4=BF=A1=E3=81=84=E3=
        =81=9F=E3=81=A0=E3=81=84=E3=81=A6=E3=82=82=E7=A2=BA=E8=AA=8D=E3=81=A7=E3=81=
        =8D=E3=81=BE=E3=81=9B=E3=82=93=E3=80=82</small></p>
        </body>
        </html>

        --=_offer-notice--

        """#
}

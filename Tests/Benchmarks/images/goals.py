"""The goals, and how the figures of a run compare with them."""
MARK = '<!-- made by make benchmark-images -->'


def ratio(rows, name, ours, theirs, figure='seconds', inverse=False):
    row = rows.get(name, {})
    if ours not in row or theirs not in row: return None
    value = row[ours][figure] / max(row[theirs][figure], 0.001)
    return 1 / value if inverse else value


def sparse(row):
    """The digest that names a disk covers its zeros, once; everything else is in proportion to its data."""
    if 'openssl, once' not in row: return None
    return row['ours']['seconds'] / (row['its data alone']['seconds'] + row['openssl, once']['seconds'])


def found(rows):
    """What is measured, the goal, its bound, whether less is better, and what was found."""
    for name in ('download', 'download, 50 ms', 'download, cut ten times'):
        yield f'{name}: speed beside aria2c', 0.9, False, ratio(rows, name, 'ours', 'aria2c', inverse=True)
        yield f'{name}: processor time beside aria2c', 1.1, True, ratio(rows, name, 'ours', 'aria2c', 'cpu')
        yield f'{name}: speed beside curl', 0.9, False, ratio(rows, name, 'ours', 'curl', inverse=True)
    cut, whole = rows['download, cut ten times']['ours'], rows['download']['ours']
    yield 'download, cut ten times: bytes sent beside the bytes of the file', 1.05, True, cut['sent'] / whole['sent']
    yield 'certification: time beside openssl dgst', 1.1, True, ratio(rows, 'certification', 'ours', 'openssl')
    scan = 'certification with a scan'
    yield f'{scan}: time beside a bare client', 1.15, True, ratio(rows, scan, 'ours', 'bare client')
    yield f'{scan}: time beside clamdscan --multiscan', 1.15, True, ratio(rows, scan, 'ours', 'clamdscan')
    both = 'download and scan'
    yield f'{both} in one pass: time beside the scan alone', 1.15, True, ratio(rows, both, 'ours', 'the scan alone')
    yield f'{both} in one pass: time beside one after another', None, True, ratio(rows, both, 'ours', 'one after another')
    for theirs in ('cp, sha256sum', 'rclone'):
        yield f'copy to a directory: speed beside {theirs}', 0.9, False, ratio(rows, 'copy to a directory', 'ours', theirs, inverse=True)
    pages = rows['page blob, 5 % data']['ours']
    yield 'page blob of 5 % data: bytes sent beside its size', 0.06, True, pages['sent'] / pages['size']
    peak = max(who['ours']['kib'] for who in rows.values() if 'ours' in who)
    yield 'peak memory of any of these, in MiB (a scan holds one window overlap for each connection)', 64, True, peak / 1024
    four = 'certified, four regions, 5 % data'
    yield 'a disk of 5 % data certified and in four regions: time beside its data alone', None, True, ratio(rows, four, 'ours', 'its data alone')
    yield 'the same: time beside its data alone and one openssl dgst of it', 1, True, sparse(rows[four])
    yield 'the same: time beside one openssl dgst of it', None, True, ratio(rows, four, 'ours', 'openssl, once')


def table(rows, machine):
    lines = ['| measured | goal | found | |', '|---|---|---|---|']
    for name, goal, is_most, value in found(rows):
        bound = '' if goal is None else f'{"≤" if is_most else "≥"} {goal}'
        verdict = ''
        if value is not None and goal is not None: verdict = 'met' if (value <= goal if is_most else value >= goal) else '**not met**'
        lines.append(f'| {name} | {bound} | {"not measured" if value is None else f"{value:.2f}"} | {verdict} |')
    lines += ['', '| run | who | seconds | processor seconds | peak MiB |', '|---|---|---|---|---|']
    lines += [f'| {name} | {who} | {one["seconds"]:.2f} | {one["cpu"]:.2f} | {one["kib"] >> 10} |'
              for name, row in rows.items() for who, one in row.items()]
    missing = ', '.join(machine['missing']) or 'none'
    lines += ['', f'{machine["cores"]} cores, Linux {machine["kernel"]}; the best of {machine["runs"]}; load {machine["load before"]} '
              f'before and {machine["load after"]} after, so the machine was '
              f'{"shared" if machine["load before"] > 1.5 else "quiet"}. Not installed: {missing}.']
    return '\n'.join(lines)


def write(page, table):
    with open(page) as file: text = file.read()
    with open(page, 'w') as file: file.write(text[:text.index(MARK)] + MARK + '\n\n' + table + '\n')

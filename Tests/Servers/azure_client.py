"""What stores ask of a blob service, asked by azure-storage-blob: azure_client.py PORT CA-FILE."""
import hashlib, os, random, sys

from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobBlock, BlobClient, BlobLeaseClient, BlobType, ContainerClient

port, authority = sys.argv[1:]
signature = 'sp=rwcdl&se=2099-01-01T00:00:00Z&sig=secret'
base = f'https://localhost:{port}/container/images'
options = {'connection_verify': authority, 'retry_total': 3, 'initial_backoff': 0, 'increment_base': 0}
noise = random.Random(1).randbytes


def client(name, query=signature): return BlobClient.from_blob_url(f'{base}/{name}?{query}', **options)


def refused(code, work):
    try: work()
    except HttpResponseError as error:
        assert error.error_code == code, error
        return
    raise AssertionError(f'{code} was expected')


def blocks():
    data, blob = noise(9 << 20), client('blocks')
    blob.upload_blob(data, overwrite=True, validate_content=True)
    assert blob.download_blob(max_concurrency=4, validate_content=False).readall() == data
    parts = [data[:4 << 20], data[4 << 20:]]
    for number, part in enumerate(parts): client('staged').stage_block(f'{number:04}', part, validate_content=True)
    waiting = client('staged').get_block_list('all')[1]
    assert [one.size for one in waiting] == [len(part) for part in parts], waiting
    client('staged').commit_block_list([BlobBlock(f'{number:04}') for number in range(2)])
    assert client('staged').download_blob().readall() == data
    refused('InvalidBlockList', lambda: client('staged').commit_block_list([BlobBlock('none')]))


def copies():
    data = noise(1 << 20)
    client('source').upload_blob(data, overwrite=True)
    copy = client('copy')
    address = f'{base}/source?{signature}'
    copy.stage_block_from_url('0001', address, source_offset=0, source_length=600_000)
    copy.stage_block_from_url('0002', address, source_offset=600_000, source_length=len(data) - 600_000,
                              source_content_md5=bytearray(hashlib.md5(data[600_000:]).digest()))
    copy.commit_block_list([BlobBlock('0001'), BlobBlock('0002')])
    assert copy.download_blob().readall() == data
    refused('Md5Mismatch', lambda: copy.stage_block_from_url(
        '0003', address, source_offset=0, source_length=10, source_content_md5=bytearray(16)))


def pages():
    blob, data = client('pages'), noise(4096)
    blob.create_page_blob(1 << 20)
    blob.upload_page(data, offset=8192, length=4096, validate_content=True)
    blob.upload_pages_from_url(f'{base}/pages?{signature}', 65536, 4096, 8192)
    ranges = [(one['start'], one['end']) for one in blob.get_page_ranges()[0]]
    assert ranges == [(8192, 12287), (65536, 69631)], ranges
    whole = blob.download_blob().readall()
    assert whole[8192:12288] == whole[65536:69632] == data and not any(whole[:8192])
    blob.clear_page(8192, 4096)
    assert len(blob.get_page_ranges()[0]) == 1
    refused('InvalidPageRange', lambda: blob.upload_page(data, offset=1 << 20, length=4096))
    blob.set_blob_metadata({'sha256': 'abc'})
    properties = blob.get_blob_properties()
    assert properties.metadata == {'sha256': 'abc'} and properties.blob_type == BlobType.PAGEBLOB


def leases():
    blob, data = client('leased'), noise(1000)
    blob.upload_blob(data, overwrite=True)
    lease = blob.acquire_lease(15)
    assert blob.get_blob_properties().lease.state == 'leased'
    refused('LeaseAlreadyPresent', lambda: blob.acquire_lease(-1))
    refused('LeaseIdMissing', lambda: blob.upload_blob(data, overwrite=True))
    refused('LeaseIdMissing', lambda: blob.stage_block('0001', data))
    refused('LeaseIdMissing', lambda: blob.set_blob_metadata({'sha256': 'abc'}))
    refused('LeaseIdMissing', lambda: blob.delete_blob())
    assert blob.download_blob().readall() == data
    blob.upload_blob(data[::-1], overwrite=True, lease=lease)
    lease.renew()
    first, second = (f'00000000-0000-0000-0000-00000000000{number}' for number in (1, 2))
    lease.change(first)
    refused('LeaseIdMismatchWithBlobOperation', lambda: blob.delete_blob(lease=second))
    lease.release()
    refused('LeaseNotPresentWithBlobOperation', lambda: blob.delete_blob(lease=first))
    blob.acquire_lease(-1)
    assert blob.get_blob_properties().lease.status == 'locked'
    BlobLeaseClient(blob).break_lease(0)
    blob.delete_blob()


def names():
    container = ContainerClient.from_container_url(f'{base}?{signature}', **options)
    assert [one.name for one in container.list_blobs(name_starts_with='p')] == ['pages']
    client('pages').delete_blob()
    assert not client('pages').exists()
    refused('BlobNotFound', lambda: client('pages').download_blob())
    refused('AuthenticationFailed', lambda: client('copy', signature.replace('secret', 'other')).download_blob())
    refused('AuthorizationPermissionMismatch', lambda: client('copy', 'sp=r&sig=secret').delete_blob())


os.environ['NO_PROXY'] = '*'
for work in (blocks, copies, pages, leases, names):
    work()
    print(work.__name__)

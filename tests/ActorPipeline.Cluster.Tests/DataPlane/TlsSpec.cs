using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using ActorPipeline.Cluster.DataPlane;
using ActorPipeline.Cluster.Trust;
using ActorPipeline.Data;
using ActorPipeline.Errors;
using ActorPipeline.Settings;
using Akka.Configuration;

namespace ActorPipeline.Cluster.Tests.DataPlane;

/// <summary>Blocks over TLS where both sides show a certificate of one authority.</summary>
public sealed class TlsSpec : IDisposable
{
    private static readonly SharedToken _token = new("a token for tests alone"u8);
    private static readonly LeaseRequest _request = new(1, 1, "a.csv", new FileFingerprint(10, DateTime.UnixEpoch, 0), 0, 0, 10, 0, null);

    private readonly TempFolder _folder = new();
    private readonly Certificates _ours;
    private readonly Certificates _others;

    public TlsSpec()
    {
        _ours = Make("ours");
        _others = Make("others");
    }

    [Fact]
    public async Task Two_nodes_of_one_authority_understand_each_other()
    {
        await using var server = await ServeAsync(_ours);
        using var client = new BlockClient(_token, _ours);
        await using var stream = await client.RequestLeaseAsync(EndpointOf(server, "https"), _request, CancellationToken.None);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_node_of_another_authority_gets_nothing_although_it_knows_the_token()
    {
        await using var server = await ServeAsync(_ours);
        using var client = new BlockClient(_token, new Certificates(_others.Own, _ours.Authority));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestLeaseAsync(EndpointOf(server, "https"), _request, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_believed()
    {
        await using var server = await ServeAsync(new Certificates(_others.Own, _ours.Authority));
        using var client = new BlockClient(_token, _ours);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestLeaseAsync(EndpointOf(server, "https"), _request, CancellationToken.None));
    }

    [Fact]
    public async Task Without_TLS_nobody_gets_in()
    {
        await using var server = await ServeAsync(_ours);
        using var client = new BlockClient(_token, null);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestLeaseAsync(EndpointOf(server, "http"), _request, CancellationToken.None));
    }

    [Fact]
    public void A_certificate_without_its_key_is_an_error_of_the_settings()
    {
        var failure = Assert.Throws<PipelineException>(() => Certificates.From(Reader($"certificate = \"{_folder.Path}/ours.pem\"")));
        Assert.StartsWith("actor-pipeline.cluster.tls.key: expected a PEM file", failure.Message);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named()
    {
        var file = _folder.Write("nonsense.pem", "no certificate");
        var failure = Assert.Throws<PipelineException>(() => Certificates.From(Reader(
            $"certificate = \"{file}\", key = \"{_folder.Path}/ours.key\", authority = \"{_folder.Path}/ours-authority.pem\"")));
        Assert.StartsWith($"{file}: expected a certificate in PEM", failure.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static SettingsReader Reader(string tls) =>
        new(ConfigurationFactory.ParseString($$"""actor-pipeline.cluster.tls { {{tls}} }""").WithFallback(ReferenceConf.Config));

    private static WorkerEndpoint EndpointOf(BlockServer server, string scheme) => new(server.Id, new Uri($"{scheme}://localhost:{server.Port}"));

    private static Task<BlockServer> ServeAsync(Certificates certificates) => BlockServer.StartAsync(
        new IPEndPoint(IPAddress.Loopback, 0), _token, certificates, new RejectionLog("data port", _ => { }), _ =>
        {
            var blocks = Channel.CreateUnbounded<RowBlock>();
            blocks.Writer.Complete();
            return Task.FromResult(new LeaseAnswer(new OutgoingBlocks(blocks.Reader, 3, _ => { }, () => { }, CancellationToken.None)));
        });

    // As a user makes them: an authority, and a certificate that it signed, in PEM files.
    private Certificates Make(string name)
    {
        var (now, later) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name} authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var authority = request.CreateSelfSigned(now, later);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var node = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        node.CertificateExtensions.Add(names.Build());
        using var certificate = node.Create(authority, now, later, RandomNumberGenerator.GetBytes(8));

        return Certificates.From(Reader($"""
            certificate = "{_folder.Write($"{name}.pem", certificate.ExportCertificatePem())}"
            key = "{_folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem())}"
            authority = "{_folder.Write($"{name}-authority.pem", authority.ExportCertificatePem())}"
            """))!;
    }
}

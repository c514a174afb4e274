using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Cluster.Trust;

/// <summary>Mutual TLS: what a node shows, and whose certificates it accepts.</summary>
/// <param name="Own">Certificate and key of this node.</param>
/// <param name="Authority">The certificate that the other side's must come from.</param>
public sealed record Certificates(X509Certificate2 Own, X509Certificate2 Authority)
{
    /// <summary>Reads the PEM files that the settings name; null where they name none.</summary>
    /// <exception cref="PipelineException">Some are named and not all, or one cannot be read.</exception>
    public static Certificates? From(SettingsReader reader)
    {
        const string Certificate = "cluster.tls.certificate", Key = "cluster.tls.key", Authority = "cluster.tls.authority";
        string[] keys = [Certificate, Key, Authority];
        var paths = keys.Select(reader.Text).ToArray();
        if (paths.All(path => path.Length == 0))
            return null;
        if (Array.FindIndex(paths, path => path.Length == 0) is >= 0 and var missing)
            throw SettingsReader.Wrong(keys[missing], "a PEM file, since another one of cluster.tls is set", "");
        return new(
            Load(paths[0], () => WithUsableKey(X509Certificate2.CreateFromPemFile(paths[0], paths[1]))),
            Load(paths[2], () => X509CertificateLoader.LoadCertificateFromFile(paths[2])));
    }

    /// <summary>What a certificate of the other side is checked by: it comes from the authority; whether it was revoked is not asked.</summary>
    public X509ChainPolicy Policy
    {
        get
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(Authority);
            return policy;
        }
    }

    private static T Load<T>(string path, Func<T> load)
    {
        try
        {
            return FileFailure.Guard(path, load);
        }
        catch (CryptographicException e)
        {
            throw new PipelineException(FailureKind.Settings, $"{path}: expected a certificate in PEM, and its key: {e.Message}", e);
        }
    }

    // Some platforms cannot use a key that was never in a store.
    private static X509Certificate2 WithUsableKey(X509Certificate2 certificate)
    {
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}

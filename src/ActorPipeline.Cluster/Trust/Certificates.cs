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
    /// <summary>The PEM files that they are read from: all or none.</summary>
    /// <param name="Certificate">This node's certificate; null: no TLS.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Authority">The authority of the others' certificates.</param>
    public sealed record Settings(
        [Setting("cluster.tls.certificate", SettingKind.Run, "path", Otherwise = "")]
        string? Certificate,
        [Setting("cluster.tls.key", SettingKind.Run, "path", Otherwise = "")]
        string? Key,
        [Setting("cluster.tls.authority", SettingKind.Run, "path", Otherwise = "")]
        string? Authority) : IValidated
    {
        /// <inheritdoc/>
        public void Validate()
        {
            (string Name, string? Path)[] files = [(nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authority), Authority)];
            if (files.Any(file => file.Path is null) && files.Any(file => file.Path is not null))
                throw SettingsReader.Wrong(this, files.First(file => file.Path is null).Name, "a PEM file, since another one of cluster.tls is set");
        }
    }

    /// <summary>Reads the PEM files that the settings name; null where they name none.</summary>
    /// <exception cref="PipelineException">Some are named and not all, or one cannot be read.</exception>
    public static Certificates? From(SettingsReader reader)
    {
        return reader.Read<Settings>() is not { Certificate: { } certificate, Key: { } key, Authority: { } authority } ? null : new(
            Load(certificate, () => WithUsableKey(X509Certificate2.CreateFromPemFile(certificate, key))),
            Load(authority, () => X509CertificateLoader.LoadCertificateFromFile(authority)));
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

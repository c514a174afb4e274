using System.Security.Cryptography;
using ActorPipeline.Errors;
using ActorPipeline.Settings;

namespace ActorPipeline.Cluster.Trust;

/// <summary>The secret that all nodes of a cluster know. It is never sent: who knows it can prove that.</summary>
public sealed class SharedToken
{
    /// <summary>Where it is.</summary>
    /// <param name="File">Its file; null: there is none.</param>
    public sealed record Settings(
        [Setting("cluster.token-file", SettingKind.Run, "path", Otherwise = "", Option = "--token-file", OptionValue = "FILE")]
        string? File)
    {
        /// <summary>The file, which a node of a cluster must have.</summary>
        /// <exception cref="PipelineException">There is none.</exception>
        public string ExpectFile() =>
            File ?? throw SettingsReader.Wrong(this, nameof(File), "the file that holds the token which all nodes of the cluster share");
    }

    private const int Shortest = 16;

    private readonly byte[] _secret;

    /// <param name="secret">At least 16 bytes.</param>
    public SharedToken(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, Shortest);
        _secret = secret.ToArray();
    }

    /// <summary>The token in the file that the settings name, without white space around it.</summary>
    /// <exception cref="PipelineException">None is named, it cannot be read, or it is too short.</exception>
    public static SharedToken From(SettingsReader reader)
    {
        var path = reader.Read<Settings>().ExpectFile();
        var secret = FileFailure.Guard(path, () => File.ReadAllBytes(path)).AsSpan().Trim(" \t\r\n"u8);
        return secret.Length >= Shortest
            ? new SharedToken(secret)
            : throw new PipelineException(FailureKind.Settings, $"{path}: expected a token of at least {Shortest} bytes, found {secret.Length}.");
    }

    /// <summary>What only those can compute who know the token: HMAC-SHA256 of a purpose and what it is about.</summary>
    public byte[] Prove(string purpose, params ReadOnlySpan<byte[]> about)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        mac.AppendData(System.Text.Encoding.UTF8.GetBytes(purpose + "\n"));
        foreach (var part in about)
        {
            mac.AppendData(BitConverter.GetBytes(part.Length));
            mac.AppendData(part);
        }
        return mac.GetHashAndReset();
    }

    /// <summary>Whether somebody proved it; takes the same time for any wrong proof.</summary>
    public bool IsProof(ReadOnlySpan<byte> proof, string purpose, params ReadOnlySpan<byte[]> about) =>
        CryptographicOperations.FixedTimeEquals(proof, Prove(purpose, about));
}

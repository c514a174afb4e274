using System.Reflection;
using System.Runtime.Loader;
using ActorPipeline.Errors;
using ActorPipeline.Host.Options;
using ActorPipeline.Host.Running;
using ActorPipeline.Training;
using Samples;

namespace ActorPipeline.Host.Tests.Running;

public sealed class TrainerAssemblySpec : IDisposable
{
    private const string ExpectedOne =
        "actor-pipeline.trainer.assembly: expected an assembly with one public class that implements ITrainerFactory, found '";

    private readonly TempFolder _folder = new();

    [Fact]
    public void One_public_class_is_taken_whatever_else_there_is()
    {
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.Factory"), EmittedFactory.Of("Own.Hidden", TypeAttributes.NotPublic),
            EmittedFactory.Of("Own.Unfinished", TypeAttributes.Public | TypeAttributes.Abstract));
        Assert.Equal("Own.Factory", TrainerAssembly.LoadFactory(_folder["own.dll"]).GetType().FullName);
    }

    [Fact]
    public void What_the_host_has_too_comes_from_the_host_and_the_assembly_is_loaded_apart()
    {
        File.Copy(typeof(LogisticRegression).Assembly.Location, _folder["own.dll"]);
        File.Copy(typeof(ITrainerFactory).Assembly.Location, _folder["ActorPipeline.dll"]);
        var factory = TrainerAssembly.LoadFactory(_folder["own.dll"]);
        Assert.NotEqual(typeof(LogisticRegressionFactory), factory.GetType());
        Assert.Equal(typeof(LogisticRegressionFactory).FullName, factory.GetType().FullName);
        Assert.NotEqual(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(factory.GetType().Assembly));
    }

    [Fact]
    public void Without_a_name_it_is_the_model_built_in_and_with_one_the_users_own()
    {
        Assert.Equal("ActorPipeline.Torch.TutorialTrainerFactory", Factory("trainer.assembly=").GetType().FullName);
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.Factory"));
        Assert.Equal("Own.Factory", Factory($"trainer.assembly={_folder["own.dll"]}").GetType().FullName);

        static ITrainerFactory Factory(string setting) =>
            TrainerAssembly.FactoryOf(new EffectiveSettings([Layer.OfAssignment("test", setting)]).Reader);
    }

    [Fact]
    public void No_file_is_named() => Expect(FailureKind.File, "{0}: the file is not there");

    [Fact]
    public void File_that_is_no_assembly_is_named()
    {
        _folder.Write("own.dll", "not an assembly");
        Expect(FailureKind.Settings, "actor-pipeline.trainer.assembly: expected a .NET assembly, found '{0}: ");
    }

    [Fact]
    public void None_is_refused()
    {
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.Hidden", TypeAttributes.NotPublic));
        Expect(FailureKind.Settings, ExpectedOne + "{0}, which has none'");
    }

    [Fact]
    public void Several_are_refused_by_name()
    {
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.One"), EmittedFactory.Of("Own.Other"));
        Expect(FailureKind.Settings, ExpectedOne + "{0}, which has Own.One and Own.Other'");
    }

    [Fact]
    public void One_whose_constructor_takes_something_is_refused()
    {
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.Factory", needs: [typeof(int)]));
        Expect(FailureKind.Settings, "actor-pipeline.trainer.assembly: expected a constructor without parameters of Own.Factory, found '{0}, where it has none'");
    }

    [Fact]
    public void One_whose_constructor_throws_is_a_failure_of_the_training_with_its_reason()
    {
        EmittedFactory.Save(_folder["own.dll"], EmittedFactory.Of("Own.Factory", thrown: "there is no model file"));
        Expect(FailureKind.Training, "{0}: Own.Factory cannot be made: there is no model file");
    }

    public void Dispose() => _folder.Dispose();

    private void Expect(FailureKind kind, string message)
    {
        var failure = Assert.Throws<PipelineException>(() => TrainerAssembly.LoadFactory(_folder["own.dll"]));
        Assert.Equal(kind, failure.Kind);
        Assert.StartsWith(string.Format(message, _folder["own.dll"]), failure.Message);
    }
}

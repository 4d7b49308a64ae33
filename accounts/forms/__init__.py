"""What people type about themselves."""

from accounts.forms.password import NewPasswordForm, OwnPasswordForm, ResetForm
from accounts.forms.person import ProfileForm
from accounts.forms.sign_in import SignInForm

__all__ = ["NewPasswordForm", "OwnPasswordForm", "ProfileForm", "ResetForm", "SignInForm"]

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_login_failed
        from django.db.models.signals import post_migrate

        from accounts import groups, receivers
        from accounts.signals import account_closed, email_confirmed, link_requested
        from events.api import AFTER_COMMIT, DURABLE
        from events.signals import minute_passed
        from orders.signals import address_save_requested, saved_addresses

        link_requested.connect(receivers.send_link, delivery=DURABLE, atomic=False, queue="mail")
        minute_passed.connect(receivers.prune_link_requests, delivery=DURABLE, attempts=1)
        minute_passed.connect(receivers.prune_sessions, delivery=DURABLE, attempts=1)
        saved_addresses.connect(receivers.answer_saved_addresses)
        address_save_requested.connect(receivers.save_ordered_address, delivery=DURABLE)
        for signal in (link_requested, email_confirmed, account_closed):
            signal.connect(receivers.log_event, delivery=AFTER_COMMIT)

        user_logged_in.connect(receivers.start_staff_session)
        user_login_failed.connect(receivers.log_failed_login)
        user_locked_out.connect(receivers.log_lockout)
        post_migrate.connect(groups.update_groups)
